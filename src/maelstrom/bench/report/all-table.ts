import { type Limits, limitReports, stableLatencies } from '../presets/limits.ts'
import type { Preset, PresetAnswer } from '../presets/presets.ts'
import { missesOf, targetText } from '../presets/targets.ts'
import type { Quantiles } from '../checkers/quantiles.ts'
import type { RunResult } from './judge-run.ts'
import { figure, validityWord } from './run-text.ts'

export interface AllRow {
  readonly preset: Preset
  readonly answer: PresetAnswer
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
  'limits of the challenge',
  'our target, at most',
  'reached',
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

function cellsOf({ preset, answer, result }: AllRow): string[] {
  const note = `${answer.withoutPartitions ? ', no partitions' : ''}${answer.held ? ', held delivery' : ''}`
  const begin = [preset.name, preset.workload, `${answer.variant}${note}`]
  const target = targetText(answer.target) || '-'
  const published = preset.published || '-'
  if (typeof result === 'string')
    return [...begin, 'ERROR', result.split('\n')[0] ?? '', '', '', '', '', target, '', published]
  return [
    ...begin,
    validityWord(result.valid),
    figure(result.net.servers['msgs-per-op']),
    medianAndMax(stableLatencies(result) ?? result['staleness-ms']),
    medianAndMax(result.visibility?.['accept-to-everywhere-ms'] ?? null),
    clientP99(result),
    limitsText(preset.limits, result),
    target,
    reachedText(missesOf(answer.target, result)),
    published,
  ]
}

function limitsText(limits: Limits, result: RunResult): string {
  const reports = limitReports(limits, result)
  if (reports.length === 0) return '-'
  const kept = reports.every(({ isKept }) => isKept) ? 'kept' : 'MISSED'
  return `${reports.map(({ limit }) => `< ${limit}`).join(', ')}: ${kept}`
}

function reachedText(misses: readonly string[] | undefined): string {
  if (!misses) return '-'
  return misses.length === 0 ? 'yes' : `NO: ${misses.join(', ')}`
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
