import { FAULT_KINDS, type FaultKind } from './history.ts'
import type { RoundReport } from './campaign.ts'

const KILLED_WIDTH = 22
const NUMBER_WIDTH = 14

export function tableHead(): string {
  return row('round', 'killed', ['acknowledged', 'unanswered', ...FAULT_KINDS])
}

/** The round's line, and one for each fault below it. */
export function tableRow({ round, killed, acknowledged, unanswered, faults }: RoundReport): string {
  const counts = FAULT_KINDS.map((kind) => faults.filter((fault) => fault.kind === kind).length)
  const line = row(String(round), killed.join(' + '), [acknowledged, unanswered, ...counts].map(String))
  return [line, ...faults.map(({ kind, userId, what }) => `       ${kind}: ${userId}: ${what}`)].join('\n')
}

export function totals(reports: readonly RoundReport[]): string {
  const sum = (of: (report: RoundReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0)
  const faultsOf = (kind: FaultKind) =>
    sum(({ faults }) => faults.filter((fault) => fault.kind === kind).length)
  const counts = [
    sum(({ acknowledged }) => acknowledged),
    sum(({ unanswered }) => unanswered),
    ...FAULT_KINDS.map(faultsOf),
  ]
  return row('all', '', counts.map(String))
}

function row(round: string, killed: string, numbers: readonly string[]): string {
  const cells = numbers.map((number) => number.padStart(NUMBER_WIDTH))
  return `${round.padStart(5)}  ${killed.padEnd(KILLED_WIDTH)}${cells.join('')}`
}
