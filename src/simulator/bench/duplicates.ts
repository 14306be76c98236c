import type { Strategy } from '../epidemic/options.ts'
import type { BenchContext } from './bench-context.ts'
import { manyRuns } from './many-runs.ts'

export interface RoundRow {
  readonly strategy: Strategy
  readonly round: number
  /** Means over all seeds: sent in the round; arrived in it where it was known; reached by its end. */
  readonly messages: number
  readonly duplicates: number
  readonly coverage: number
  /** Of the content that arrived in the round: the share that was known already. Nothing arrived: absent. */
  readonly wasted?: number
}

const COMPARED: readonly Strategy[] = ['push', 'pull', 'push-pull']
/** What comes later is a tail of few messages. */
const MOST_ROUNDS = 20

/** How much of what is sent is wasted, round by round: pushing wastes most at the end, pulling at the beginning. */
export function duplicatesByRound({
  nodes,
  fanout: wanted,
  conditions,
  from,
  seeds,
}: BenchContext): RoundRow[] {
  const fanout = Math.min(wanted, nodes)
  return COMPARED.flatMap((strategy) => {
    const [messages, duplicates, coverage] = [new Sums(), new Sums(), new Sums()]
    manyRuns({ ...conditions, nodes, fanout, strategy }, { from, seeds }, (report) => {
      messages.add(report.messagesByRound)
      duplicates.add(report.duplicatesByRound)
      coverage.add(report.coverageByRound, report.reached)
    })
    return rowsOf(strategy, messages.means(seeds), duplicates.means(seeds), coverage.means(seeds))
  })
}

function rowsOf(
  strategy: Strategy,
  messages: readonly number[],
  duplicates: readonly number[],
  coverage: readonly number[],
): RoundRow[] {
  return messages.map((sent, index) => {
    const known = duplicates[index] ?? 0
    const reached = coverage[index] ?? 0
    // The origin has it from the beginning.
    const arrived = known + reached - (coverage[index - 1] ?? 1)
    const row = { strategy, round: index + 1, messages: sent, duplicates: known, coverage: reached }
    return arrived > 0 ? { ...row, wasted: known / arrived } : row
  })
}

class Sums {
  readonly #sums = Array.from({ length: MOST_ROUNDS }, () => 0)
  #longest = 0

  /** A run that is over stays at `after`. */
  add(values: readonly number[], after = 0): void {
    for (let index = 0; index < MOST_ROUNDS; index++)
      this.#sums[index] = (this.#sums[index] ?? 0) + (values[index] ?? after)
    this.#longest = Math.max(this.#longest, Math.min(values.length, MOST_ROUNDS))
  }

  means(runs: number): number[] {
    return this.#sums.slice(0, this.#longest).map((sum) => sum / runs)
  }
}
