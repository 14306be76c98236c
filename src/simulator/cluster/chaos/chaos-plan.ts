import { between, integerBelow, type RandomStream, seededStream } from '../../../base/rng.ts'
import { type EngineConfig, presetConfig } from '../../../gossip/engine/config.ts'
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
}

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
    config: drawConfig(random),
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

function drawConfig(random: RandomStream): EngineConfig {
  const chance = (share: number) => random.next() < share
  return presetConfig('local', {
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
  })
}
