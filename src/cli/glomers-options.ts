import { isConsistencyModel, MODELS } from '../maelstrom/bench/checkers/txn/models.ts'
import { LATENCY_KINDS } from '../maelstrom/bench/network/latency.ts'
import { DELIVERIES } from '../maelstrom/bench/network/network.ts'
import { TOPOLOGIES } from '../maelstrom/bench/network/topologies.ts'
import type { RunOptions } from '../maelstrom/bench/run/run-options.ts'
import type { GlomersFlags } from './glomers-flags.ts'

const SECOND_MS = 1_000
const MAX_NODES = 1_000
const MAX_CONCURRENCY = 10_000
const MAX_RATE = 100_000
const MAX_SECONDS = 86_400
const MAX_LATENCY_MS = 60_000
const MAX_CLOCK_ERROR_MS = 3_600_000
const MAX_COUNT = 1_000
/** The weights of the keys double from each to the next. */
const MAX_KEYS = 50

type Flag = keyof GlomersFlags

/** The settings of a run, flag by flag; what is not given is as before. Throws what is wrong, in one line. */
export function glomersOptions(flags: GlomersFlags, before: RunOptions): RunOptions {
  const number = (flag: Flag, low: number, high: number, otherwise: number) =>
    numberOf(flags, flag, low, high) ?? otherwise
  const whole = (flag: Flag, low: number, high: number, otherwise: number) =>
    wholeOf(flags, flag, low, high) ?? otherwise
  const nodeCount = whole('node-count', 1, MAX_NODES, before.nodeCount)
  return {
    workload: before.workload,
    nodeCount,
    concurrency: concurrencyOf(flags, nodeCount, before),
    rate: number('rate', 0.001, MAX_RATE, before.rate),
    timeLimitMs: number('time-limit', 0, MAX_SECONDS, before.timeLimitMs / SECOND_MS) * SECOND_MS,
    latency: {
      meanMs: number('latency', 0, MAX_LATENCY_MS, before.latency.meanMs),
      kind: oneOf(flags, 'latency-dist', LATENCY_KINDS) ?? before.latency.kind,
    },
    loss: number('loss', 0, 1, before.loss),
    delivery: oneOf(flags, 'delivery', DELIVERIES) ?? before.delivery,
    topology: oneOf(flags, 'topology', TOPOLOGIES) ?? before.topology,
    partitions: partitionsOf(flags) ?? before.partitions,
    nemesisIntervalMs:
      number('nemesis-interval', 0.001, MAX_SECONDS, before.nemesisIntervalMs / SECOND_MS) * SECOND_MS,
    availability:
      flags.availability === 'total'
        ? 'total'
        : (numberOf(flags, 'availability', 0, 1) ?? before.availability),
    consistencyModel: modelOf(flags) ?? before.consistencyModel,
    keyCount: whole('key-count', 1, MAX_KEYS, before.keyCount),
    maxTxnLength: whole('max-txn-length', 1, MAX_COUNT, before.maxTxnLength),
    maxWritesPerKey: whole('max-writes-per-key', 1, MAX_COUNT, before.maxWritesPerKey),
    seed: wholeOf(flags, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? before.seed,
    clockErrorMs: number('clock-error', 0, MAX_CLOCK_ERROR_MS, before.clockErrorMs),
    probeMs: before.probeMs,
    keepJournal: before.keepJournal,
  }
}

/** As many, or `2n` for twice the nodes. A preset's share per node is kept when the number of nodes changes. */
function concurrencyOf(flags: GlomersFlags, nodeCount: number, before: RunOptions): number {
  const given = flags.concurrency
  if (given === undefined) return Math.max(1, Math.round((before.concurrency / before.nodeCount) * nodeCount))
  const [, digits = '', perNode] = /^(\d+)(n?)$/.exec(given) ?? []
  const count = Number(digits) * (perNode === 'n' ? nodeCount : 1)
  if (digits !== '' && count >= 1 && count <= MAX_CONCURRENCY) return count
  throw new Error(`--concurrency ${given}: not a number from 1 to ${MAX_CONCURRENCY}, or one like 2n`)
}

function partitionsOf({ nemesis }: GlomersFlags): boolean | undefined {
  if (nemesis === undefined) return undefined
  if (nemesis === 'partition' || nemesis === 'none') return nemesis === 'partition'
  throw new Error(`--nemesis ${nemesis}: allowed: partition, none`)
}

function modelOf(flags: GlomersFlags) {
  const text = flags['consistency-models']
  if (text === undefined || isConsistencyModel(text)) return text
  throw new Error(`--consistency-models ${text}: allowed: ${Object.keys(MODELS).join(', ')}`)
}

function oneOf<T extends string>(flags: GlomersFlags, flag: Flag, allowed: readonly T[]): T | undefined {
  const text = flags[flag]
  if (text === undefined) return undefined
  const found = allowed.find((one) => one === text)
  if (found !== undefined) return found
  throw new Error(`--${flag} ${text}: allowed: ${allowed.join(', ')}`)
}

export function wholeOf(flags: GlomersFlags, flag: Flag, low: number, high: number): number | undefined {
  const value = numberOf(flags, flag, low, high)
  if (value === undefined || Number.isInteger(value)) return value
  throw new Error(`--${flag} ${flags[flag]}: not a whole number`)
}

function numberOf(flags: GlomersFlags, flag: Flag, low: number, high: number): number | undefined {
  const text = flags[flag]
  if (typeof text !== 'string') return undefined
  const value = Number(text)
  if (text.trim() !== '' && value >= low && value <= high) return value
  throw new Error(`--${flag} ${text}: not a number from ${low} to ${high}`)
}
