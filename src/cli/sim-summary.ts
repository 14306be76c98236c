import { CRASH_POINTS } from '../simulator/cassandra/crash-points.ts'
import { FAULT_KINDS, notMet, SEEDS_THAT_COVER } from '../simulator/fleet/coverage.ts'
import type { SeedsSummary } from '../simulator/fleet/run-seeds.ts'
import type { Counts } from '../simulator/world/tally.ts'
import type { SimOptions } from './sim-options.ts'

const SECONDS_PER_MINUTE = 60

/** What many seeds have to meet and have not; a few seeds need not meet everything. */
export function lackingCoverage({ seeds, faults, crashPoints }: SeedsSummary): readonly string[] {
  return seeds < SEEDS_THAT_COVER ? [] : notMet(faults, crashPoints)
}

/** What a run of seeds amounts to, for people. */
export function simSummary(summary: SeedsSummary, options: SimOptions, seconds: number): string {
  const { seeds, failed, operations, answered, sessions, virtualMs, faults, crashPoints } = summary
  const perMinute = (seeds / seconds) * SECONDS_PER_MINUTE
  const lacking = lackingCoverage(summary)
  const lines = [
    `seeds ${options.from} to ${options.from + seeds - 1}: ${failed.length} with violations, ${seeds - failed.length} clean`,
    `each ${options.seconds} s of faults${options.once ? '' : ', run twice with the same course'}; ${Math.round(virtualMs / 1000)} s of virtual time in all`,
    `${operations} operations (${answered} answered), ${sessions} sessions`,
    `faults, ${kinds(faults, FAULT_KINDS)}: ${shown(faults)}`,
    `crash points, ${kinds(crashPoints, CRASH_POINTS)}: ${shown(crashPoints)}`,
    `${seconds.toFixed(1)} s, ${(perMinute / options.jobs).toFixed(0)} seeds a minute and process`,
    ...(lacking.length === 0 ? [] : [`not met by ${seeds} seeds: ${lacking.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

function kinds(counts: Counts, all: readonly string[]): string {
  return `${all.filter((one) => (counts[one] ?? 0) > 0).length} of ${all.length} kinds`
}

function shown(counts: Counts): string {
  const all = Object.entries(counts).map(([what, times]) => `${what} ${times}`)
  return all.length === 0 ? 'none' : all.join(', ')
}
