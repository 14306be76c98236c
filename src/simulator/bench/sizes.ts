import type { BenchContext } from './bench-context.ts'
import { type Fit, fitLine } from './fit.ts'
import { type ManyRuns, manyRuns } from './many-runs.ts'
import { ruleOfThumb, textbookPush } from './textbook.ts'

export interface SizeRow extends ManyRuns {
  readonly nodes: number
  readonly ruleOfThumb?: number
  readonly textbook: ManyRuns
}

export interface SizesReport {
  readonly fanout: number
  readonly rows: readonly SizeRow[]
  /** Rounds against log2 N: a straight line is O(log N). */
  readonly rounds: Fit
  /** Messages against N log2 N: a straight line is O(N log N). */
  readonly messages: Fit
}

/** How rounds and messages grow with the number of nodes. */
export function compareSizes(context: BenchContext): SizesReport {
  const { sizes, fanout: wanted, conditions, from, seeds } = context
  const rows = sizes.map((nodes, index): SizeRow => {
    context.onProgress(index / sizes.length)
    const fanout = Math.min(wanted, nodes)
    const thumb = ruleOfThumb(nodes, fanout)
    return {
      nodes,
      ...(thumb !== undefined && { ruleOfThumb: thumb }),
      textbook: manyRuns(textbookPush(nodes, fanout), { from, seeds }),
      ...manyRuns({ ...conditions, nodes, fanout, strategy: 'push' }, { from, seeds }),
    }
  })
  return {
    fanout: wanted,
    rows,
    rounds: fitLine(rows.map(({ nodes, rounds }) => [Math.log2(nodes), rounds?.mean ?? 0])),
    messages: fitLine(rows.map(({ nodes, messages }) => [nodes * Math.log2(nodes), messages])),
  }
}
