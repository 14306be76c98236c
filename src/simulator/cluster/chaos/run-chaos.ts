import { between, type RandomStream, seededStream } from '../../../base/rng.ts'
import { addCounts, type Counts, Tally } from '../../world/tally.ts'
import { Trace } from '../../world/trace.ts'
import { ClusterWorld, NO_DELAY } from '../cluster-world.ts'
import type { EngineSabotage } from '../engine-sabotage.ts'
import { Generations } from '../generations.ts'
import { isSettled } from '../settled-members.ts'
import { Supervisor } from '../supervisor.ts'
import { SOUND_FRAMES } from '../wire-faults.ts'
import { ChaosFaults } from './chaos-faults.ts'
import { type ChaosPlan, drawChaosPlan } from './chaos-plan.ts'
import { Programs } from './programs.ts'
import type { Violation } from '../../world/violation.ts'
import { Safety } from './safety.ts'
import { missedBroadcasts, unsettled } from './settled.ts'

/** Within this time, at the pace of `local`, everything has to be right again: 600 probe intervals. */
export const SETTLE_LIMIT_MS = 60_000
const STEP_MS = 500
/** A mesh at work sends some hundred thousand. */
const MAX_FRAMES = 3_000_000

export interface ChaosReport {
  readonly seed: number
  readonly plan: ChaosPlan
  readonly violations: readonly Violation[]
  readonly settledMs: number
  readonly virtualMs: number
  readonly faults: Counts
  readonly broadcasts: number
  readonly frames: number
  readonly traceHash: string
  readonly traceLength: number
}

export interface ChaosOptions {
  readonly plan?: ChaosPlan
  readonly show?: (line: string) => void
  readonly sabotage?: EngineSabotage
}

/** A mesh under random faults that is healed afterwards; everything follows from the seed. */
export function runChaos(seed: number, options: ChaosOptions = {}): ChaosReport {
  const { plan = drawChaosPlan(seed), show, sabotage } = options
  const { config, links, nodes, reportsDown, pace, driftShare } = plan
  const around = { maxFrames: MAX_FRAMES, reportsDown, driftShare, ...(sabotage && { sabotage }) }
  const world = new ClusterWorld({ seed, nodes, config, links, ...around })
  const trace = new Trace(() => world.nowMs, show)
  world.trace = trace
  const counts = new Tally()
  if (driftShare > 0) counts.add('clock drift', nodes)
  const programs = new Programs(world, seededStream(seed, 'programs'), (node) => safety.acted(node))
  const safety = new Safety(programs, plan)
  const faults = breaking(world, plan, counts, safety)
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
  const isWhole = () => isSettled(world.live) && unsettled(world.live, programs).length === 0
  world.playUntil(isWhole, SETTLE_LIMIT_MS * pace, STEP_MS * pace)
  return {
    seed,
    plan,
    violations: [
      ...safety.violations,
      ...unsettled(world.live, programs),
      ...missedBroadcasts(world.live, programs, safety),
    ],
    settledMs: world.nowMs - healedMs,
    virtualMs: world.nowMs,
    faults: addCounts(counts.counts(), world.faultsMet.counts()),
    broadcasts: programs.published.size,
    frames: world.frames(),
    traceHash: trace.hash(),
    traceLength: trace.length,
  }
}

/** The faults, and whoever starts processes again that the mesh refuses, where a plan has such. */
function breaking(world: ClusterWorld, plan: ChaosPlan, counts: Tally, safety: Safety): ChaosFaults {
  const generations = new Generations()
  for (const node of world.nodes) generations.started(node)
  world.onStart = (node) => generations.started(node)
  const faults = new ChaosFaults({
    world,
    random: seededStream(plan.seed, 'faults'),
    counts,
    generations,
    plan,
    onContested: (name) => void safety.contested.add(name),
  })
  const supervisor = new Supervisor(world, (node) => faults.join(node))
  if (plan.extras.length > 0) world.onEvent((node, event) => supervisor.see(node, event))
  return faults
}

function repeat(
  world: ClusterWorld,
  pauseMs: number,
  endMs: number,
  random: RandomStream,
  act: () => void,
): void {
  const next = between(random, 0, 2 * pauseMs)
  world.scheduler.after(next, () => {
    if (world.nowMs >= endMs) return
    act()
    repeat(world, pauseMs, endMs, random, act)
  })
}
