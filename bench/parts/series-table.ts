import { DISTURBED_ABOVE, isDisturbed } from '../rounds.ts'
import { medianOf, type Series, throughputRatio } from '../measurement.ts'
import { short } from '../report/markdown.ts'
import type { Table } from '../report/report.ts'

export interface SeriesRow {
  readonly series: Series
  /** What its throughput is compared with. */
  readonly base?: Series
}

const COLUMNS = [
  'load',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'errors',
  'CPU µs/request',
  'generator',
  'ratio',
]

/** How far other processes were in the way, for readers; nothing when they were not. */
export function disturbance(series: readonly Series[]): string[] {
  const rounds = series.flatMap((each) => each.rounds)
  const disturbed = rounds.filter(isDisturbed).length
  if (disturbed === 0) return []
  return [
    `**Disturbed**: beside ${disturbed} of ${rounds.length} loads other processes took more than ` +
      `${100 * DISTURBED_ABOVE} % of the machine, also when they were repeated. Measure again when it is quiet.`,
  ]
}

/** Medians over the rounds. */
export function seriesTable(rows: readonly SeriesRow[]): Table {
  return { columns: COLUMNS, rows: rows.map(cells) }
}

function cells({ series, base }: SeriesRow): string[] {
  return [
    series.name,
    String(Math.round(medianOf(series, ({ perSecond }) => perSecond))),
    short(medianOf(series, ({ p50Ms }) => p50Ms)),
    short(medianOf(series, ({ p99Ms }) => p99Ms)),
    short(medianOf(series, ({ p999Ms }) => p999Ms)),
    String(series.rounds.reduce((sum, { errors }) => sum + errors, 0)),
    cpuText(series),
    `${Math.round(100 * medianOf(series, ({ generatorBusy }) => generatorBusy))} %`,
    base ? throughputRatio(series, base).toFixed(3) : '',
  ]
}

function cpuText(series: Series): string {
  const names = Object.keys(series.rounds[0]?.cpuMicros ?? {})
  const each = names.map(
    (name) => `${name} ${short(medianOf(series, ({ cpuMicros }) => cpuMicros[name] ?? 0))}`,
  )
  return each.join(', ')
}
