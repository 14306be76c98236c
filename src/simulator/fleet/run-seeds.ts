import { addCounts, type Counts } from '../world/tally.ts'
import { brokenWorld, differences, type Violation } from '../world/violation.ts'
import { type FleetReport, runFleet } from './fleet.ts'
import type { Sabotage } from './sabotage.ts'

export interface SeedsOptions {
  readonly from: number
  readonly count: number
  readonly seconds: number
  /** Each seed is run again, and must take the same course. */
  readonly twice: boolean
  readonly sabotage?: () => Sabotage
  /** Told of each seed when it is done; false: no more. */
  readonly onSeed?: (seed: number, violations: readonly Violation[]) => boolean
}

export interface FailedSeed {
  readonly seed: number
  readonly violations: readonly Violation[]
}

export interface SeedsSummary {
  readonly seeds: number
  readonly operations: number
  readonly answered: number
  readonly sessions: number
  readonly virtualMs: number
  readonly faults: Counts
  readonly crashPoints: Counts
  readonly failed: readonly FailedSeed[]
}

export const NO_SEEDS: SeedsSummary = {
  seeds: 0,
  operations: 0,
  answered: 0,
  sessions: 0,
  virtualMs: 0,
  faults: {},
  crashPoints: {},
  failed: [],
}

export async function runSeeds(options: SeedsOptions): Promise<SeedsSummary> {
  let summary = NO_SEEDS
  for (let seed = options.from; seed < options.from + options.count; seed++) {
    const one = await runSeed(seed, options)
    summary = joined(summary, one)
    if (options.onSeed?.(seed, one.failed[0]?.violations ?? []) === false) break
  }
  return summary
}

export function joined(one: SeedsSummary, other: SeedsSummary): SeedsSummary {
  return {
    seeds: one.seeds + other.seeds,
    operations: one.operations + other.operations,
    answered: one.answered + other.answered,
    sessions: one.sessions + other.sessions,
    virtualMs: one.virtualMs + other.virtualMs,
    faults: addCounts(one.faults, other.faults),
    crashPoints: addCounts(one.crashPoints, other.crashPoints),
    failed: [...one.failed, ...other.failed],
  }
}

async function runSeed(seed: number, options: SeedsOptions): Promise<SeedsSummary> {
  try {
    const report = await course(seed, options)
    const violations = [...report.violations]
    if (options.twice) violations.push(...differences(report, await course(seed, options)))
    return { ...report, seeds: 1, failed: violations.length === 0 ? [] : [{ seed, violations }] }
  } catch (error) {
    return { ...NO_SEEDS, seeds: 1, failed: [{ seed, violations: [brokenWorld(error)] }] }
  }
}

function course(seed: number, { seconds, sabotage }: SeedsOptions): Promise<FleetReport> {
  return runFleet({ seed, seconds, ...(sabotage && { sabotage: sabotage() }) })
}
