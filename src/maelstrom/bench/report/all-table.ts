import { limitReports, stableLatencies } from '../presets/limits.ts'
import type { Preset } from '../presets/presets.ts'
import type { Quantiles } from '../checkers/quantiles.ts'
import type { RunResult } from './judge-run.ts'
import { figure, validityWord } from './run-text.ts'

export interface AllRow {
  readonly preset: Preset
  readonly variant: string
  /** Or why there is none. */
  readonly result: RunResult | string
}

const HEADINGS = [
  'nr',
  'workload',
  'variant',
  'verdict',
  'msgs/op',
  'stale ms',
  'visible ms',
  'client p99 ms',
  'limits',
  'our target',
  'best published',
]

/** Latencies as median/max; stale: of sets, how late reads show a value; of a counter, how old a read is. */
export function allTable(rows: readonly AllRow[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}

function cellsOf({ preset, variant, result }: AllRow): string[] {
  const begin = [preset.name, preset.workload, variant]
  const end = [preset.target || '-', preset.published || '-']
  if (typeof result === 'string')
    return [...begin, 'ERROR', result.split('\n')[0] ?? '', '', '', '', '', ...end]
  const limits = limitReports(preset.limits, result)
  const kept = limits.every(({ isKept }) => isKept) ? 'kept' : 'MISSED'
  return [
    ...begin,
    validityWord(result.valid),
    figure(result.net.servers['msgs-per-op']),
    medianAndMax(stableLatencies(result) ?? result['staleness-ms']),
    medianAndMax(result.visibility?.['accept-to-everywhere-ms'] ?? null),
    clientP99(result),
    limits.length > 0 ? kept : '-',
    ...end,
  ]
}

function medianAndMax(times: Quantiles | null): string {
  return times ? `${times['0.5']}/${times['1']}` : '-'
}

/** Of the slowest kind of operation. */
function clientP99(result: RunResult): string {
  const all = Object.values(result['client-latency-ms']).flatMap((times) =>
    times ? [times['0.99'] ?? 0] : [],
  )
  return all.length > 0 ? String(Math.max(...all)) : '-'
}
