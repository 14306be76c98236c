import type { ClusterReport } from '../../cluster/cluster-report.ts'
import { csv } from '../csv.ts'

/** One run of many, in a line. */
export interface ClusterSeedRow {
  readonly seed: number
  readonly ok: boolean
  readonly settledAfterMs?: number
  readonly violations: number
  readonly falseDeaths: number
  readonly frames: number
  readonly missedBroadcasts: number
  readonly traceHash: string
}

export function clusterSeedRow(report: ClusterReport): ClusterSeedRow {
  const { seed, settledAfterMs, violations, mistakes, traffic, broadcasts, traceHash } = report
  return {
    seed,
    ok: violations.length === 0 && settledAfterMs !== undefined,
    ...(settledAfterMs !== undefined && { settledAfterMs }),
    violations: violations.length,
    falseDeaths: mistakes.falseDeaths,
    frames: traffic.frames,
    missedBroadcasts: broadcasts.missed,
    traceHash,
  }
}

export function clusterSeedsText(rows: readonly ClusterSeedRow[]): string {
  const settled = rows.map(({ settledAfterMs = Number.POSITIVE_INFINITY }) => settledAfterMs)
  const sum = (value: (row: ClusterSeedRow) => number) => rows.reduce((total, row) => total + value(row), 0)
  const failed = rows.filter(({ ok }) => !ok)
  return `${[
    `Seeds ${rows[0]?.seed} to ${rows.at(-1)?.seed}: ${rows.length - failed.length} of ${rows.length} converged`,
    `Settled at the latest ${Math.round(Math.max(...settled))}ms after the last fault`,
    `False deaths: ${sum((row) => row.falseDeaths)}`,
    `Total messages: ${sum((row) => row.frames)}`,
    `Missed broadcasts: ${sum((row) => row.missedBroadcasts)}`,
    ...failed.map(({ seed, violations }) => `Seed ${seed}: not converged, ${violations} violations`),
  ].join('\n')}\n`
}

export function clusterSeedsCsv(rows: readonly ClusterSeedRow[]): string {
  return csv(
    [
      'seed',
      'ok',
      'settled_after_ms',
      'violations',
      'false_deaths',
      'messages',
      'missed_broadcasts',
      'trace_hash',
    ],
    rows.map((row) => [
      row.seed,
      row.ok,
      row.settledAfterMs,
      row.violations,
      row.falseDeaths,
      row.frames,
      row.missedBroadcasts,
      row.traceHash,
    ]),
  )
}
