import { between, integerBelow, type RandomStream, seededStream } from '../../../base/rng.ts'
import { type EngineConfig, presetConfig } from '../../../gossip/engine/config.ts'
import { type TimingPreset, TIMING_PRESETS } from '../../../gossip/membership/timing.ts'
import { DEFAULT_STATE_OPTIONS } from '../../../gossip/state/options.ts'
import type { LinkQuality } from '../../world/links.ts'
import type { FrameFaults } from '../wire-faults.ts'

/** What one seed does to a mesh before everything is healed. */
export interface ChaosPlan {
  readonly seed: number
  readonly nodes: number
  readonly faultsMs: number
  /** How long everyone is left alone after the first joins. */
  readonly quietMs: number
  readonly links: LinkQuality
  readonly frames: FrameFaults
  readonly config: EngineConfig
  /** The mean pause between two faults, and between two things that the nodes' programs do. */
  readonly faultPauseMs: number
  readonly workPauseMs: number
  /** Whoever sends to a process that is gone is told by its transport. */
  readonly reportsDown: boolean
  /** How many times as long everything takes as with the preset `local`. */
  readonly pace: number
  /** Each machine's clock runs faster or slower by up to this share. */
  readonly driftShare: number
  readonly extras: readonly ExtraFault[]
}

/** Kinds of faults that only some plans have. */
export const EXTRA_FAULTS = ['slow node', 'restart without its generation', 'rival'] as const
export type ExtraFault = (typeof EXTRA_FAULTS)[number]

const MIN_NODES = 3
const MAX_NODES = 12
const MAX_LOSS = 0.3
/** Everything broadcast in a run is kept to its end, so that whoever lacks it can still get it. */
const RETENTION_MS = 600_000
const DOUBT_MS = 2_000
/** Changes have to wait, and are made later. */
const SLOW_WRITES: Partial<EngineConfig> = {
  updateRate: {
    maxPerSecond: 50,
    minPerSecond: 10,
    stepPerSecond: 10,
    burst: 10,
    backlogLimit: 10,
    intervalMs: 500,
  },
}

/** Small meshes at the pace of `local`, whose processes keep what they have to keep. */
export function drawChaosPlan(seed: number): ChaosPlan {
  const random = seededStream(seed, 'plan')
  const chance = (share: number) => random.next() < share
  const plan = {
    seed,
    nodes: MIN_NODES + integerBelow(random, MAX_NODES - MIN_NODES + 1),
    faultsMs: between(random, 5_000, 15_000),
    quietMs: chance(1 / 2) ? 3_000 : 0,
    links: drawLinks(random),
    frames: {
      duplicateShare: chance(1 / 2) ? random.next() * 0.2 : 0,
      corruptShare: chance(1 / 3) ? random.next() * 0.1 : 0,
    },
    config: presetConfig('local', drawOverrides(random)),
    pace: 1,
    driftShare: 0,
    extras: [],
    faultPauseMs: between(random, 200, 3_000),
    workPauseMs: between(random, 20, 300),
  }
  const reportsDown = chance(1 / 4)
  return { ...plan, reportsDown, config: chance(1 / 4) ? { ...plan.config, ...SLOW_WRITES } : plan.config }
}

function drawLinks(random: RandomStream): LinkQuality {
  const slowestMs = random.next() < 1 / 3 ? 0 : between(random, 1, 120)
  return {
    fastestMs: slowestMs * random.next(),
    slowestMs,
    heldUpShare: random.next() < 1 / 2 ? random.next() * 0.2 : 0,
    heldUpMs: between(random, 50, 2_000),
    lossShare: random.next() < 1 / 3 ? 0 : random.next() * MAX_LOSS,
  }
}

const BIG_SHARE = 0.15
const MAX_BIG_NODES = 32
const MAX_DRIFT = 0.05
/** How much slower links may be where everything else takes longer. */
const MAX_LINK_PACE = 4
/** Fewer than the keys that a program may change at once. */
const FEW_WAITING = 40

/** The same, and more: other presets, more nodes, clocks that drift, and faults of all kinds. */
export function drawWildPlan(seed: number): ChaosPlan {
  const plan = drawChaosPlan(seed)
  const random = seededStream(seed, 'wild')
  const chance = (share: number) => random.next() < share
  const preset = drawPreset(random.next())
  const pace = TIMING_PRESETS[preset].probeIntervalMs / TIMING_PRESETS.local.probeIntervalMs
  const isBig = chance(BIG_SHARE)
  return {
    ...plan,
    pace,
    nodes: isBig ? MAX_NODES + integerBelow(random, MAX_BIG_NODES - MAX_NODES + 1) : plan.nodes,
    faultsMs: plan.faultsMs * pace,
    quietMs: plan.quietMs * pace,
    faultPauseMs: plan.faultPauseMs * pace,
    workPauseMs: plan.workPauseMs * pace,
    links: slowed(plan.links, Math.min(pace, MAX_LINK_PACE)),
    config: paced(plan.config, preset, pace),
    driftShare: chance(1 / 2) ? random.next() * MAX_DRIFT : 0,
    extras: EXTRA_FAULTS.filter(() => chance(1 / 2)),
  }
}

function drawPreset(draw: number): TimingPreset {
  if (draw < 0.7) return 'local'
  return draw < 0.9 ? 'lan' : 'wan'
}

function slowed(links: LinkQuality, pace: number): LinkQuality {
  const { fastestMs, slowestMs, heldUpMs } = links
  return { ...links, fastestMs: fastestMs * pace, slowestMs: slowestMs * pace, heldUpMs: heldUpMs * pace }
}

/** What a plan for `local` changes, at the pace of another preset. */
function paced(local: EngineConfig, preset: TimingPreset, pace: number): EngineConfig {
  const { detector, lifeguard, order, dedup, fanout, extraPeers, eagerBytes, state, updateRate } = local
  const { eventRetentionMs, doubtMs, tombstoneGraceMs } = state
  return presetConfig(preset, {
    detector,
    lifeguard,
    order,
    dedup,
    fanout,
    extraPeers,
    eagerBytes,
    updateRate: { ...updateRate, intervalMs: updateRate.intervalMs * pace },
    maxWaitingWrites: FEW_WAITING,
    state: {
      ...state,
      eventRetentionMs: eventRetentionMs * pace,
      doubtMs: doubtMs * pace,
      tombstoneGraceMs: tombstoneGraceMs * pace,
    },
  })
}

function drawOverrides(random: RandomStream): Partial<EngineConfig> {
  const chance = (share: number) => random.next() < share
  return {
    detector: chance(1 / 4) ? 'phi' : 'swim',
    lifeguard: !chance(1 / 4),
    order: chance(1 / 2) ? 'newest' : 'smallest-lag',
    dedup: chance(1 / 2) ? 'window' : 'bloom',
    fanout: 1 + integerBelow(random, 5),
    extraPeers: integerBelow(random, 3),
    eagerBytes: chance(1 / 4) ? 64 : 4096,
    state: {
      ...DEFAULT_STATE_OPTIONS,
      eventRetentionMs: RETENTION_MS,
      doubtMs: DOUBT_MS,
      tombstoneGraceMs: chance(1 / 2)
        ? between(random, 1_000, 5_000)
        : DEFAULT_STATE_OPTIONS.tombstoneGraceMs,
    },
  }
}
