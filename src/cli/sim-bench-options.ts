import {
  USUAL_FANOUT,
  BENCH_PARTS,
  type BenchOptions,
  type BenchPart,
} from '../simulator/bench/bench-options.ts'
import { CLUSTER_BOUNDS } from '../simulator/cluster/cluster-options.ts'
import { MAX_NODES } from '../simulator/epidemic/options.ts'
import { isFlag, readSimWords, shown } from './sim-flags.ts'
import { latencyOf } from './sim-latency.ts'
import { type SimOutput, outputOf } from './sim-output.ts'
import { seedsOf } from './sim-seeds.ts'
import { refused, shareOf, wholeOf } from './sim-values.ts'

export interface BenchCommand {
  readonly what: 'bench'
  readonly options: BenchOptions
  readonly output: SimOutput
}

/** As many as it takes for a mean that another hundred would not change much. */
const DEFAULT_SEEDS = 100
const DEFAULT_NODES = 100
/** Theory speaks of networks that lose nothing. */
const DEFAULT_DROP = 0
const MOST_SIZES = 20
/** One run per fanout and seed: more nodes would take hours. */
const MOST_FANOUT_NODES = 10_000

export function readBenchCommand(line: readonly string[]): BenchCommand {
  const named = line.findIndex(isFlag)
  const names = named === -1 ? line : line.slice(0, named)
  const words = readSimWords(line.slice(names.length), 'bench')
  const parts = names.length === 0 ? BENCH_PARTS : names.map(partOf)
  const nodesText = words.text('nodes')
  const nodes = nodesText === undefined ? DEFAULT_NODES : wholeOf('nodes', nodesText, 2, MOST_FANOUT_NODES)
  const sizes = sizesOf(words.text('sizes'), nodesText, parts)
  const drop = words.text('drop')
  return {
    what: 'bench',
    options: {
      parts,
      ...seedsOf(words, DEFAULT_SEEDS),
      nodes,
      fanout: fanoutOf(words.text('fanout'), nodes),
      ...(sizes && { sizes }),
      conditions: {
        drop: drop === undefined ? DEFAULT_DROP : shareOf('drop', drop),
        latency: latencyOf(words.text('latency'), undefined, { kind: 'constant', ms: 10 }),
      },
    },
    output: outputOf(words, 1),
  }
}

function fanoutOf(text: string | undefined, nodes: number): number {
  return text === undefined ? USUAL_FANOUT : wholeOf('fanout', text, 1, nodes)
}

function partOf(name: string): BenchPart {
  const part = BENCH_PARTS.find((one) => one === name)
  if (part !== undefined) return part
  throw new Error(
    `"sim bench" ${shown(name)}: there is no such comparison; allowed: ${BENCH_PARTS.join(', ')}`,
  )
}

/** `--nodes` alone is the one size of everything. */
function sizesOf(
  text: string | undefined,
  nodes: string | undefined,
  parts: readonly BenchPart[],
): readonly number[] | undefined {
  const isCluster = parts.includes('failure-detection')
  const highest = isCluster ? CLUSTER_BOUNDS.nodes.max : MAX_NODES
  if (text === undefined) return nodes === undefined ? undefined : [wholeOf('nodes', nodes, 2, highest)]
  const sizes = text.split(',').map((size) => wholeOf('sizes', size.trim(), 2, highest))
  if (sizes.length <= MOST_SIZES) return sizes.toSorted((a, b) => a - b)
  throw refused('sizes', text, `at most ${MOST_SIZES} sizes`)
}
