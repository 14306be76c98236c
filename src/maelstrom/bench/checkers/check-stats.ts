import type { History, Outcome } from '../history/operation.ts'
import { judge, type Verdict, worst } from './verdict.ts'

interface Counts extends Verdict {
  readonly count: number
  readonly 'ok-count': number
  readonly 'fail-count': number
  readonly 'info-count': number
}

export interface StatsVerdict extends Counts {
  readonly 'by-f': Readonly<Record<string, Counts>>
}

/** Never ok, by their nature. */
const EXCEPTED: readonly string[] = ['crash']

/** Every kind of operation succeeded at least once. */
export function checkStats(history: History): StatsVerdict {
  const kinds = [...new Set(history.map(({ f }) => f))].sort()
  const byKind = kinds.map((kind): [string, Counts] => {
    const counts = countsOf(history.filter(({ f }) => f === kind))
    const isWrong = counts['ok-count'] === 0 && !EXCEPTED.includes(kind)
    return [kind, { ...counts, valid: judge(isWrong, true) }]
  })
  return {
    ...countsOf(history),
    valid: worst(byKind.map(([, { valid }]) => valid)),
    'by-f': Object.fromEntries(byKind),
  }
}

function countsOf(history: History): Counts {
  const count = (outcome: Outcome) => history.filter((operation) => operation.outcome === outcome).length
  return {
    valid: true,
    count: history.length,
    'ok-count': count('ok'),
    'fail-count': count('fail'),
    'info-count': count('info'),
  }
}
