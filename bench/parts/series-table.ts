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
