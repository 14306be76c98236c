import type { EpidemicReport } from '../../epidemic/report.ts'
import { csv } from '../csv.ts'

/** One row for each round. */
export function epidemicCsv(report: EpidemicReport): string {
  const { messagesByRound, duplicatesByRound, coverageByRound, roundMs } = report
  return csv(
    ['round', 'until_ms', 'nodes_reached', 'messages', 'duplicates'],
    messagesByRound.map((messages, index) => [
      index + 1,
      (index + 1) * roundMs,
      coverageByRound[index],
      messages,
      duplicatesByRound[index],
    ]),
  )
}
