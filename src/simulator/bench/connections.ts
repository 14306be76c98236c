import { runEpidemic } from '../epidemic/run-epidemic.ts'
import type { BenchContext } from './bench-context.ts'

export interface Connections {
  readonly nodes: number
  /** Everybody with everybody: n (n - 1) / 2. */
  readonly fullMesh: number
  /** Pairs of nodes between which anything was sent in one broadcast; mean over the seeds. */
  readonly gossip: number
}

/** Each run keeps a set of pairs. */
const MOST_RUNS = 20

/** How many connections gossip uses for one broadcast, and how many a full mesh has. */
export function countConnections({
  nodes,
  fanout: wanted,
  conditions,
  from,
  seeds,
}: BenchContext): Connections {
  const runs = Math.min(seeds, MOST_RUNS)
  const fanout = Math.min(wanted, nodes)
  let used = 0
  for (let seed = from; seed < from + runs; seed++) {
    const pairs = new Set<number>()
    runEpidemic(
      { ...conditions, nodes, fanout, strategy: 'push', seed },
      {
        message(_atMs, sender, receiver) {
          pairs.add(Math.min(sender, receiver) * nodes + Math.max(sender, receiver))
        },
      },
    )
    used += pairs.size
  }
  return { nodes, fullMesh: (nodes * (nodes - 1)) / 2, gossip: used / runs }
}
