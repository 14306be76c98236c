import { type RandomStream, integerBelow } from '../../base/rng.ts'

/** Two data centres with three replicas each. */
export const DATA_CENTRES = ['dc1', 'dc2'] as const
export type DataCentre = (typeof DATA_CENTRES)[number]

const REPLICAS: Readonly<Record<DataCentre, readonly number[]>> = { dc1: [0, 1, 2], dc2: [3, 4, 5] }
export const ALL_REPLICAS: readonly number[] = [...REPLICAS.dc1, ...REPLICAS.dc2]
const QUORUM_OF_ALL = 4
const QUORUM_OF_ONE_CENTRE = 2

/** How many replicas answer a statement, as Cassandra counts: two quorums of all meet, two of one data centre meet. */
export type Consistency = 'ONE' | 'LOCAL_QUORUM' | 'QUORUM'

/** Those whose answer is the statement's. */
export function replicasOf(random: RandomStream, consistency: Consistency, dc: DataCentre): number[] {
  switch (consistency) {
    case 'ONE':
      return some(random, 1, REPLICAS[dc])
    case 'LOCAL_QUORUM':
      return some(random, QUORUM_OF_ONE_CENTRE, REPLICAS[dc])
    default:
      return some(random, QUORUM_OF_ALL, ALL_REPLICAS)
  }
}

function some(random: RandomStream, count: number, from: readonly number[]): number[] {
  const left = [...from]
  while (left.length > count) left.splice(integerBelow(random, left.length), 1)
  return left
}

/** How long writes take to the replicas that nobody waits for. */
export interface Lag {
  readonly localMs: number
  readonly remoteMs: number
}

/** When the replicas get a write of `dc` that these acknowledge at `atMs`. */
export function spread(
  random: RandomStream,
  acknowledging: readonly number[],
  dc: DataCentre,
  atMs: number,
  lag: Lag,
): number[] {
  return ALL_REPLICAS.map((replica) => {
    const lagMs = REPLICAS[dc].includes(replica) ? lag.localMs : lag.remoteMs
    const lateMs = random.next() ** 3 * lagMs
    return acknowledging.includes(replica) ? atMs : atMs + lateMs
  })
}

/** When they get one of which a single replica heard in time, if any; the others are told later. */
export function trickle(random: RandomStream, atMs: number, latestMs: number): number[] {
  const first = integerBelow(random, ALL_REPLICAS.length + 1)
  return ALL_REPLICAS.map((replica) => (replica === first ? atMs : atMs + random.next() * latestMs))
}
