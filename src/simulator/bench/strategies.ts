import { Epidemic } from '../epidemic/epidemic.ts'
import { type EpidemicOptions, MAX_FLOOD_LINKS, type Strategy, STRATEGIES } from '../epidemic/options.ts'
import type { BenchContext } from './bench-context.ts'
import { BLOCKCHAIN_FANOUT } from './bench-options.ts'
import { type ManyRuns, manyRuns } from './many-runs.ts'

export interface StrategyRow extends ManyRuns {
  readonly nodes: number
  readonly strategy: Strategy
  readonly fanout: number
  /** `blockchain`: the preset with fanout 8. */
  readonly preset?: 'blockchain'
  /** Of one run, on this machine. */
  readonly wallMs: number
  readonly memoryBytes: number
}

/** Large networks differ little from run to run: a row plays about so many nodes, and at least a few runs. */
const NODES_PER_ROW = 30_000
const LEAST_RUNS = 10
const LEAST_FLOODS = 3
/** A chain of more nodes shows nothing that a shorter one does not. */
const LONGEST_CHAIN = 1_000

const MOST_WEIGHED = 50
const NODES_WEIGHED = 5_000

interface Kind {
  readonly strategy: Strategy
  readonly fanout: number
  readonly preset?: 'blockchain'
}

function kindsOf(fanout: number): Kind[] {
  return [
    ...STRATEGIES.map((strategy) => ({ strategy, fanout })),
    { strategy: 'push', fanout: BLOCKCHAIN_FANOUT, preset: 'blockchain' },
  ]
}

/** Every strategy at every size, under the same conditions. */
export function compareStrategies(context: BenchContext): StrategyRow[] {
  const cells = context.sizes.flatMap((nodes) =>
    kindsOf(context.fanout)
      .filter((kind) => isWorthIt(kind, nodes))
      .map((kind) => ({ nodes, ...kind })),
  )
  return cells.map((cell, index) => {
    context.onProgress(index / cells.length)
    return strategyRow(cell, context)
  })
}

function isWorthIt({ strategy, fanout, preset }: Kind, nodes: number): boolean {
  if (strategy === 'chain') return nodes <= LONGEST_CHAIN
  if (strategy === 'flood') return nodes * nodes <= MAX_FLOOD_LINKS
  return fanout <= nodes || preset === undefined
}

function strategyRow(cell: Kind & { readonly nodes: number }, context: BenchContext): StrategyRow {
  const { strategy, nodes } = cell
  const options = {
    ...context.conditions,
    nodes,
    strategy,
    // The usual one is more than the nodes of the smallest networks.
    fanout: Math.min(cell.fanout, nodes),
    // A chain in which nothing gets lost needs no repair, which would only overtake it.
    ...(strategy === 'chain' && context.conditions.drop === 0 && { antiEntropyMs: 0 }),
  }
  const least = strategy === 'flood' ? LEAST_FLOODS : LEAST_RUNS
  const seeds = Math.min(context.seeds, Math.max(least, Math.floor(NODES_PER_ROW / nodes)))
  const beganMs = context.meter.wallMs()
  const runs = manyRuns(options, { from: context.from, seeds })
  const wallMs = (context.meter.wallMs() - beganMs) / seeds
  return { ...cell, ...runs, wallMs, memoryBytes: memoryOf({ ...options, seed: context.from }, context) }
}

/** What one finished run still holds, weighed several at a time: one of few nodes is lost among everything else. */
function memoryOf(options: EpidemicOptions, { meter }: BenchContext): number {
  const count = Math.max(1, Math.min(MOST_WEIGHED, Math.floor(NODES_WEIGHED / (options.nodes ?? 1))))
  const before = meter.memoryBytes()
  const held = Array.from({ length: count }, () => {
    const epidemic = new Epidemic(options)
    epidemic.advance(Number.POSITIVE_INFINITY)
    return epidemic
  })
  const bytes = (meter.memoryBytes() - before) / count
  // Asked afterwards, so that they are still there when they are weighed.
  return held.every((epidemic) => epidemic.isOver) ? Math.max(0, bytes) : 0
}
