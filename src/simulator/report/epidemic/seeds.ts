import type { EpidemicReport } from '../../epidemic/report.ts'
import { csv } from '../csv.ts'
import { short } from '../numbers.ts'

/** One run of many, in a line. */
export interface SeedRow {
  readonly seed: number
  readonly converged: boolean
  readonly rounds: number | null
  readonly convergenceMs: number | null
  readonly totalMessages: number
  readonly droppedMessages: number
  readonly averageHops: number
  readonly reached: number
  readonly live: number
}

export function seedRow(report: EpidemicReport): SeedRow {
  const { seed, converged, rounds, convergenceMs, totalMessages, droppedMessages } = report
  const { averageHops, reached, live } = report
  return {
    seed,
    converged,
    rounds,
    convergenceMs,
    totalMessages,
    droppedMessages,
    averageHops,
    reached,
    live,
  }
}

/** What many runs amount to, for people. */
export function seedsText(rows: readonly SeedRow[]): string {
  const converged = rows.filter((row) => row.converged)
  const failed = rows.filter((row) => !row.converged)
  const [first, last] = [rows[0], rows.at(-1)]
  return `${[
    `Seeds ${first?.seed} to ${last?.seed}: ${converged.length} of ${rows.length} converged`,
    `Rounds: ${spread(converged.map(({ rounds }) => rounds ?? 0))}`,
    `Convergence time: ${spread(converged.map(({ convergenceMs }) => convergenceMs ?? 0))} ms`,
    `Total messages: ${spread(rows.map(({ totalMessages }) => totalMessages))}`,
    `Dropped messages: ${spread(rows.map(({ droppedMessages }) => droppedMessages))}`,
    `Average hops: ${spread(rows.map(({ averageHops }) => averageHops))}`,
    ...(failed.length === 0 ? [] : [`Not converged: ${listed(failed.map(({ seed }) => seed))}`]),
  ].join('\n')}\n`
}

export function seedsCsv(rows: readonly SeedRow[]): string {
  return csv(
    [
      'seed',
      'converged',
      'rounds',
      'convergence_ms',
      'messages',
      'dropped',
      'average_hops',
      'reached',
      'live',
    ],
    rows.map((row) => [
      row.seed,
      row.converged,
      row.rounds ?? undefined,
      row.convergenceMs ?? undefined,
      row.totalMessages,
      row.droppedMessages,
      row.averageHops,
      row.reached,
      row.live,
    ]),
  )
}

const MOST_LISTED = 20

function listed(seeds: readonly number[]): string {
  const more = seeds.length - MOST_LISTED
  return `seeds ${seeds.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return 'none'
  const sorted = values.toSorted((a, b) => a - b)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return `mean ${short(mean)}, least ${short(sorted[0] ?? 0)}, most ${short(sorted.at(-1) ?? 0)}`
}
