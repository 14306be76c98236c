import type { BenchContext } from './bench-context.ts'
import { type ManyRuns, manyRuns } from './many-runs.ts'
import { expectedRounds, ruleOfThumb, textbookPush } from './textbook.ts'

export interface FanoutRow {
  readonly fanout: number
  /** log_F N, rounded up. */
  readonly ruleOfThumb?: number
  /** What theory says of the textbook's push, but for a constant. */
  readonly predicted: number
  readonly textbook: ManyRuns
  /** Our push, under the conditions of the comparison: to F others at once, and then to one other at each round. */
  readonly push: ManyRuns
}

/** A default size takes a second; more nodes than these take fewer fanouts. */
const MOST_ROWS = 100
/** A whole number that comes out a little too large is still that number. */
const ROUNDING = 1e-9

/** What the fanout does: F = 1 to N. */
export function compareFanouts(context: BenchContext): FanoutRow[] {
  const fanouts = fanoutsFor(context.nodes)
  return fanouts.map((fanout, index) => {
    context.onProgress(index / fanouts.length)
    return fanoutRow(fanout, context)
  })
}

/** Nobody sends to itself, so N - 1 is everybody. */
function fanoutsFor(nodes: number): number[] {
  const highest = Math.max(1, nodes - 1)
  const all = Array.from({ length: Math.min(highest, MOST_ROWS) }, (_, index) => index + 1)
  return highest > MOST_ROWS ? [...all, highest] : all
}

function fanoutRow(fanout: number, { nodes, conditions, from, seeds }: BenchContext): FanoutRow {
  const range = { from, seeds }
  const thumb = ruleOfThumb(nodes, fanout)
  return {
    fanout,
    ...(thumb !== undefined && { ruleOfThumb: Math.ceil(thumb - ROUNDING) }),
    predicted: expectedRounds(nodes, fanout),
    textbook: manyRuns(textbookPush(nodes, fanout), range),
    push: manyRuns({ ...conditions, nodes, fanout, strategy: 'push' }, range),
  }
}
