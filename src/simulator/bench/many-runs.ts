import type { EpidemicOptions } from '../epidemic/options.ts'
import type { EpidemicReport } from '../epidemic/report.ts'
import { runEpidemic } from '../epidemic/run-epidemic.ts'
import { type Mean, meanOf } from './mean.ts'

/** What many seeds of one kind of run amount to. */
export interface ManyRuns {
  readonly runs: number
  readonly converged: number
  /** Of those that converged. */
  readonly rounds?: Mean
  readonly convergenceMs?: Mean
  /** The mean number of rounds until 99 % of the nodes had it. */
  readonly roundsTo99?: number
  /** Of all. */
  readonly messages: number
  readonly dropped: number
  readonly hops: number
  /** The share of messages that brought nothing new. */
  readonly duplicateShare: number
  /** Live nodes that had everything at the end. */
  readonly coverage: number
}

export interface SeedRange {
  readonly from: number
  readonly seeds: number
}

const NEARLY_ALL = 0.99

export function manyRuns(
  options: EpidemicOptions,
  { from, seeds }: SeedRange,
  onReport?: (report: EpidemicReport) => void,
): ManyRuns {
  const rounds: number[] = []
  const times: number[] = []
  const nearly: number[] = []
  let [messages, dropped, hops, duplicates, coverage] = [0, 0, 0, 0, 0]
  for (let seed = from; seed < from + seeds; seed++) {
    const report = runEpidemic({ ...options, seed })
    if (report.rounds !== null) rounds.push(report.rounds)
    if (report.convergenceMs !== null) times.push(report.convergenceMs)
    const at = report.coverageByRound.findIndex((nodes) => nodes >= NEARLY_ALL * report.nodes)
    if (at !== -1) nearly.push(at + 1)
    messages += report.totalMessages
    dropped += report.droppedMessages
    hops += report.averageHops
    duplicates += report.duplicates
    coverage += report.live === 0 ? 0 : report.reached / report.live
    onReport?.(report)
  }
  const [meanRounds, meanTimes, meanNearly] = [meanOf(rounds), meanOf(times), meanOf(nearly)]
  return {
    runs: seeds,
    converged: times.length,
    ...(meanRounds && { rounds: meanRounds }),
    ...(meanTimes && { convergenceMs: meanTimes }),
    ...(meanNearly && { roundsTo99: meanNearly.mean }),
    messages: messages / seeds,
    dropped: dropped / seeds,
    hops: hops / seeds,
    duplicateShare: messages === 0 ? 0 : duplicates / messages,
    coverage: coverage / seeds,
  }
}
