import type { DetectorKind } from '../../gossip/engine/config.ts'
import type { TimingPreset } from '../../gossip/membership/timing.ts'
import type { Cut, Partition } from '../schedule/partitions.ts'
import type { Churn, Pause, Restart, Slowness, Stop } from '../schedule/stops.ts'
import type { LinkQuality } from '../world/links.ts'
import { NO_DELAY } from './cluster-world.ts'
import { type FrameFaults, SOUND_FRAMES } from './wire-faults.ts'

/**
 * How two writes of one key become one value: the later one (`lww`), the greater one (`max`), both until somebody
 * writes again (`vector`: a multi-value register with a version vector), or the sum of what each counted (`crdt`: a
 * counter that grows only).
 */
export type MergeKind = 'lww' | 'max' | 'vector' | 'crdt'
export const MERGE_KINDS: readonly MergeKind[] = ['lww', 'max', 'vector', 'crdt']

/** What goes wrong, and when. Moments count from when the mesh has had its time to form. */
export interface FaultSchedule {
  readonly partitions: readonly Partition[]
  readonly cuts: readonly Cut[]
  readonly kills: readonly Stop[]
  readonly leaves: readonly Stop[]
  readonly restarts: readonly Restart[]
  readonly pauses: readonly Pause[]
  readonly slowness: readonly Slowness[]
  readonly churn: Churn | undefined
}

export const NO_FAULTS: FaultSchedule = {
  partitions: [],
  cuts: [],
  kills: [],
  leaves: [],
  restarts: [],
  pauses: [],
  slowness: [],
  churn: undefined,
}

/** Everything about a run that is not chance; the rest follows from the seed. */
export interface ClusterRunOptions {
  readonly seed: number
  readonly nodes: number
  readonly preset: TimingPreset
  readonly detector: DetectorKind
  /** To how many nodes each passes on what is new. */
  readonly fanout: number
  readonly merge: MergeKind
  /** All others join by node-0 at moments spread over this time; 0 is a storm. */
  readonly joinWithinMs: number
  /** How long faults and programs go on after the mesh has formed. Then everything is healed. */
  readonly durationMs: number
  readonly links: LinkQuality
  readonly frames: FrameFaults
  /** Each node's clock runs faster or slower by up to this share. */
  readonly driftShare: number
  /** Whoever sends to a process that is gone is told by its transport. */
  readonly reportsDown: boolean
  /** How many writes of shared keys, and how many broadcasts, are spread over the duration. */
  readonly writes: number
  readonly broadcasts: number
  readonly schedule: FaultSchedule
}

export const DEFAULT_CLUSTER: ClusterRunOptions = {
  seed: 1,
  nodes: 10,
  preset: 'lan',
  detector: 'swim',
  fanout: 4,
  merge: 'lww',
  joinWithinMs: 1_000,
  durationMs: 30_000,
  links: { ...NO_DELAY, fastestMs: 1, slowestMs: 20 },
  frames: SOUND_FRAMES,
  driftShare: 0,
  reportsDown: false,
  writes: 20,
  broadcasts: 10,
  schedule: NO_FAULTS,
}

const JOIN_GAP_MS = 20

/** Every join is told to everyone: many at once are a storm, which is worth asking for but no default. */
export function joinWithinMsFor(nodes: number): number {
  return Math.max(DEFAULT_CLUSTER.joinWithinMs, JOIN_GAP_MS * nodes)
}

export interface Bound {
  readonly min: number
  readonly max: number
}

/** Both ends are allowed. */
export const CLUSTER_BOUNDS = {
  nodes: { min: 1, max: 4_096 },
  fanout: { min: 1, max: 64 },
  joinWithinMs: { min: 0, max: 600_000 },
  durationMs: { min: 1, max: 86_400_000 },
  /** `links.fastestMs`, `slowestMs`, `heldUpMs`. */
  delayMs: { min: 0, max: 60_000 },
  /** `links.lossShare`, `links.heldUpShare`, `frames.duplicateShare`, `frames.corruptShare`. */
  share: { min: 0, max: 1 },
  driftShare: { min: 0, max: 0.2 },
  writes: { min: 0, max: 100_000 },
  broadcasts: { min: 0, max: 100_000 },
} as const satisfies Readonly<Record<string, Bound>>
