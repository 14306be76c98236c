import type { EpidemicReport } from '../epidemic/report.ts'

export interface RoundLine {
  readonly round: number
  readonly nodes: number
  readonly isLast: boolean
}

/** A chain has as many rounds as nodes: of more lines than these only some are shown. */
const MOST_LINES = 60

/** Rounds with the number of nodes that have the message at their ends: never falling, the last one is the end. */
export function roundLines({ coverageByRound, rounds, reached }: EpidemicReport): RoundLine[] {
  const last = Math.max(1, Math.ceil(rounds ?? coverageByRound.length))
  const lines: RoundLine[] = []
  let nodes = 0
  for (let round = 1; round <= last; round++) {
    nodes = Math.max(nodes, Math.floor(coverageByRound[round - 1] ?? nodes))
    if (round === last && rounds !== null) nodes = Math.max(nodes, reached)
    lines.push({ round, nodes, isLast: round === last })
  }
  if (lines.length <= MOST_LINES) return lines
  const every = Math.ceil(lines.length / MOST_LINES)
  return lines.filter(({ round, isLast }) => round % every === 0 || isLast)
}
