import type { ClusterReport } from '../../cluster/cluster-report.ts'
import { clusterOutcome } from './cluster-text.ts'

const COLUMNS = [
  'Detector',
  'First to know',
  'Last to know',
  'False deaths',
  'Refuted',
  'Least accuracy',
  'Bytes/s a node',
]
const WIDTH = 16

/** The same course of faults, once for each detector, side by side. */
export function detectorsText(reports: readonly ClusterReport[]): string {
  const rows = reports.map((report) => [report.detector, ...figures(report)])
  const lines = [COLUMNS, ...rows].map((row) =>
    row
      .map((cell) => cell.padEnd(WIDTH))
      .join('')
      .trimEnd(),
  )
  const outcomes = reports.map((report) => `${report.detector}: ${clusterOutcome(report)}`)
  return `${[...lines, '', ...outcomes].join('\n')}\n`
}

function figures({ deaths, mistakes, accuracy, traffic }: ClusterReport): string[] {
  return [
    worst(deaths.map(({ firstAfterMs }) => firstAfterMs)),
    worst(deaths.map(({ lastAfterMs }) => lastAfterMs)),
    String(mistakes.falseDeaths),
    String(mistakes.refutations),
    `${(100 * Math.min(...accuracy.map((sample) => sample.accuracy))).toFixed(1)}%`,
    String(Math.round(traffic.bytesPerSecondAndNode)),
  ]
}

/** Of all deaths; one that somebody never noticed says so. */
function worst(delaysMs: ReadonlyArray<number | undefined>): string {
  if (delaysMs.length === 0) return '-'
  if (delaysMs.includes(undefined)) return 'never'
  return `${Math.round(Math.max(...delaysMs.map((delayMs) => delayMs ?? 0)))}ms`
}
