import type { UpdateRateOptions } from '../flow/update-rate.ts'
import { type MembershipTiming, TIMING_PRESETS, type TimingPreset } from '../membership/timing.ts'
import type { PieceOrder } from '../state/choose-pieces.ts'
import { DEFAULT_STATE_OPTIONS, type StateOptions } from '../state/options.ts'
import { MAX_FRAME_BYTES } from '../wire/limits.ts'

/** The least for `frameBytes`: the largest entry, and what is pushed at once, must fit into one frame. */
export const MIN_FRAME_BYTES = 36_864

export type DetectorKind = 'swim' | 'phi'

export interface EngineConfig {
  /** Only nodes of one cluster talk to each other. */
  readonly cluster: string
  readonly timing: MembershipTiming
  /** What makes a member suspect: missed probes, or silence that its past makes improbable. */
  readonly detector: DetectorKind
  readonly phiThreshold: number
  /** false: plain SWIM with fixed timeouts, to compare. */
  readonly lifeguard: boolean
  /** To how many nodes each passes on what is new... */
  readonly fanout: number
  /** ...and to how many more at random, which make up for losses. */
  readonly extraPeers: number
  /** What is new and larger than this is not pushed: the nodes ask for what they lack of it. */
  readonly eagerBytes: number
  /** The shortest time between two pushes of what this node has changed itself. */
  readonly pushGapMs: number
  /** The longest frame that this node sends: one frame per peer and exchange. */
  readonly frameBytes: number
  /** The pause before the next exchange with a peer to whom or from whom not everything fitted. */
  readonly followUpMs: number
  readonly order: PieceOrder
  readonly updateRate: UpdateRateOptions
  /** Keys whose changes wait because they come faster than the mesh takes them. */
  readonly maxWaitingWrites: number
  readonly state: StateOptions
  /** How long members that are gone are told of in digests: nodes that missed their end learn it from these. */
  readonly goneInDigestsMs: number
  /** An unanswered join is repeated after this; each time after twice as long, up to `maxJoinPauseMs`. */
  readonly joinPauseMs: number
  readonly maxJoinPauseMs: number
  /** An unanswered request is repeated after this. */
  readonly requestRetryMs: number
  /** How long a node that leaves goes on telling so. */
  readonly leaveMs: number
  /** How long ids of limited broadcasts are remembered, and how many. */
  readonly seenMs: number
  readonly maxSeen: number
  /** How ids of limited broadcasts are remembered: exactly, or in little memory with a small share of false alarms. */
  readonly dedup: 'window' | 'bloom'
}

const HOUR_MS = 3_600_000

/** Everything that follows from the preset's pace. */
export function presetConfig(preset: TimingPreset, overrides: Partial<EngineConfig> = {}): EngineConfig {
  const timing = TIMING_PRESETS[preset]
  const intervalMs = timing.probeIntervalMs
  return {
    cluster: 'gamemesh',
    timing,
    detector: 'swim',
    phiThreshold: 8,
    lifeguard: true,
    fanout: 4,
    extraPeers: 1,
    eagerBytes: 4096,
    pushGapMs: intervalMs / 10,
    frameBytes: MAX_FRAME_BYTES,
    followUpMs: 0.4 * intervalMs,
    order: 'newest',
    updateRate: {
      maxPerSecond: 100_000,
      minPerSecond: 10,
      stepPerSecond: 2_000,
      burst: 100_000,
      backlogLimit: 20_000,
      intervalMs: 5 * intervalMs,
    },
    maxWaitingWrites: 50_000,
    state: DEFAULT_STATE_OPTIONS,
    goneInDigestsMs: 300 * intervalMs,
    joinPauseMs: intervalMs,
    maxJoinPauseMs: 10_000,
    requestRetryMs: 5 * intervalMs,
    leaveMs: 3 * intervalMs,
    seenMs: HOUR_MS,
    maxSeen: 100_000,
    dedup: 'window',
    ...overrides,
  }
}
