import type { Availability } from '../checkers/check-availability.ts'
import type { ConsistencyModel } from '../checkers/txn/models.ts'
import type { Latency } from '../network/latency.ts'
import type { Delivery } from '../network/network.ts'
import type { TopologyName } from '../network/topologies.ts'

/** One run of one workload. */
export interface RunOptions {
  readonly workload: string
  readonly nodeCount: number
  readonly concurrency: number
  /** Operations per second. */
  readonly rate: number
  readonly timeLimitMs: number
  readonly latency: Latency
  readonly loss: number
  readonly delivery: Delivery
  readonly topology: TopologyName
  readonly partitions: boolean
  readonly nemesisIntervalMs: number
  readonly availability: Availability | undefined
  readonly consistencyModel: ConsistencyModel
  readonly keyCount: number
  readonly maxTxnLength: number
  readonly maxWritesPerKey: number
  readonly seed: number
  /** Each node's clock is wrong by up to so much, ahead or behind; in virtual time only. */
  readonly clockErrorMs: number
  /** Zero: no probes. Otherwise each node is asked so often what it shows, beside the load. */
  readonly probeMs: number
  /** Whether every message is written down, or only counted. */
  readonly keepJournal: boolean
}

export const DEFAULT_OPTIONS: Omit<RunOptions, 'workload'> = {
  nodeCount: 5,
  concurrency: 5,
  rate: 5,
  timeLimitMs: 60_000,
  latency: { meanMs: 0, kind: 'constant' },
  loss: 0,
  delivery: 'prompt',
  topology: 'grid',
  partitions: false,
  nemesisIntervalMs: 10_000,
  availability: undefined,
  consistencyModel: 'strict-serializable',
  keyCount: 10,
  maxTxnLength: 4,
  maxWritesPerKey: 16,
  seed: 1,
  clockErrorMs: 0,
  probeMs: 0,
  keepJournal: true,
}
