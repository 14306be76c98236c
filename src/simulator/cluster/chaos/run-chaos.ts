import { between, seededStream } from '../../../base/rng.ts'
import { type Counts, Tally } from '../../world/tally.ts'
import { Trace } from '../../world/trace.ts'
import { ClusterWorld, NO_DELAY } from '../cluster-world.ts'
import { SOUND_FRAMES } from '../wire-faults.ts'
import { ChaosFaults } from './chaos-faults.ts'
import { type ChaosPlan, drawChaosPlan } from './chaos-plan.ts'
import { Programs } from './programs.ts'
import { Safety, type Violation } from './safety.ts'
import { missedBroadcasts, unsettled } from './settled.ts'

/** Within this time everything has to be right again. */
export const SETTLE_LIMIT_MS = 60_000
const STEP_MS = 500
/** A mesh at work sends some hundred thousand. */
const MAX_FRAMES = 1_000_000

export interface ChaosReport {
  readonly seed: number
  readonly plan: ChaosPlan
  readonly violations: readonly Violation[]
  readonly settledMs: number
  readonly faults: Counts
  readonly broadcasts: number
  readonly traceHash: string
}

export interface ChaosOptions {
  readonly plan?: ChaosPlan
  readonly show?: (line: string) => void
}

/** A mesh under random faults that is healed afterwards; everything follows from the seed. */
export function runChaos(seed: number, { plan = drawChaosPlan(seed), show }: ChaosOptions = {}): ChaosReport {
  const { config, links, nodes, reportsDown } = plan
  const world = new ClusterWorld({ seed, nodes, config, links, maxFrames: MAX_FRAMES, reportsDown })
  const trace = new Trace(() => world.nowMs, show)
  world.trace = trace
  const faultCounts = new Tally()
  const programs = new Programs(world, seededStream(seed, 'programs'))
  const safety = new Safety(programs, plan.frames.corruptShare > 0)
  const faults = new ChaosFaults(world, seededStream(seed, 'faults'), faultCounts)
  world.onEvent((node, event, nowMs) => safety.see(node, event, nowMs))
  world.wire.faults = plan.frames
  for (const node of world.nodes) faults.join(node)
  world.play(plan.quietMs)
  const endMs = world.nowMs + plan.faultsMs
  const random = seededStream(seed, 'pace')
  repeat(world, plan.faultPauseMs, endMs, random, () => faults.breakSomething())
  repeat(world, plan.workPauseMs, endMs, random, () => programs.doSomething())
  world.play(plan.faultsMs)

  world.wire.faults = SOUND_FRAMES
  world.links.quality = NO_DELAY
  faults.heal()
  const healedMs = world.nowMs
  world.playUntil(() => unsettled(world.live, programs).length === 0, SETTLE_LIMIT_MS, STEP_MS)
  const violations = [
    ...safety.violations,
    ...unsettled(world.live, programs),
    ...missedBroadcasts(world.live, programs, safety),
  ]
  return {
    seed,
    plan,
    violations,
    settledMs: world.nowMs - healedMs,
    faults: faultCounts.counts(),
    broadcasts: programs.published.size,
    traceHash: trace.hash(),
  }
}

function repeat(
  world: ClusterWorld,
  pauseMs: number,
  endMs: number,
  random: ReturnType<typeof seededStream>,
  act: () => void,
): void {
  const next = between(random, 0, 2 * pauseMs)
  world.scheduler.after(next, () => {
    if (world.nowMs >= endMs) return
    act()
    repeat(world, pauseMs, endMs, random, act)
  })
}
