import { DEFAULT_OPTIONS, type RunOptions } from '../run/run-options.ts'
import type { Limits } from './limits.ts'
import type { Target } from './targets.ts'

/** One answer of ours to a challenge, and what it is to reach. */
export interface PresetAnswer {
  readonly variant: string
  readonly target: Target
  /** The challenge asks for them; this row shows what they cost. */
  readonly withoutPartitions?: true
  /** Messages are delivered as by the reference bench. */
  readonly held?: true
}

export interface Preset {
  readonly name: string
  readonly workload: string
  /** The first is taken where no variant is named; "all" shows every one. */
  readonly answers: readonly [PresetAnswer, ...PresetAnswer[]]
  readonly options: Partial<RunOptions>
  readonly limits: Limits
  /** For people: the best figures that others have published. */
  readonly published: string
}

const SECOND_MS = 1_000
const COMMON = { limits: {}, published: '' }
const BROADCAST = { ...COMMON, workload: 'broadcast', options: { timeLimitMs: 20 * SECOND_MS, rate: 10 } }
const LARGE: Partial<RunOptions> = {
  ...nodes(25),
  timeLimitMs: 20 * SECOND_MS,
  rate: 100,
  latency: { meanMs: 100, kind: 'constant' },
}
const KAFKA = { ...COMMON, workload: 'kafka' }
const KAFKA_OPTIONS: Partial<RunOptions> = { timeLimitMs: 20 * SECOND_MS, rate: 1000 }
const TXN = { ...COMMON, workload: 'txn-rw-register' }
const TXN_OPTIONS: Partial<RunOptions> = { timeLimitMs: 20 * SECOND_MS, rate: 1000, availability: 'total' }
const UNCOMMITTED: Partial<RunOptions> = { ...TXN_OPTIONS, consistencyModel: 'read-uncommitted' }

/** The challenges with their usual settings. */
export const PRESETS: readonly Preset[] = [
  {
    ...COMMON,
    name: '1',
    workload: 'echo',
    answers: [answer('plain')],
    options: { ...nodes(1), timeLimitMs: 10 * SECOND_MS },
  },
  {
    ...COMMON,
    name: '2',
    workload: 'unique-ids',
    answers: [answer('hybrid-clock', { 'msgs-per-op': 0 })],
    options: {
      ...nodes(3),
      timeLimitMs: 30 * SECOND_MS,
      rate: 1000,
      availability: 'total',
      partitions: true,
    },
    published: '0',
  },
  { ...BROADCAST, name: '3a', answers: [answer('single')], options: { ...BROADCAST.options, ...nodes(1) } },
  {
    ...BROADCAST,
    name: '3b',
    answers: [answer('all-to-all')],
    options: { ...BROADCAST.options, ...nodes(5) },
  },
  {
    ...BROADCAST,
    name: '3c',
    answers: [answer('all-to-all')],
    options: { ...BROADCAST.options, ...nodes(5), partitions: true },
  },
  {
    ...BROADCAST,
    name: '3d',
    answers: [
      answer('batched', { 'msgs-per-op': 0.95, 'median-latency': 380, 'max-latency': 595 }),
      {
        ...answer('wide', { 'msgs-per-op': 0.95, 'median-latency': 380, 'max-latency': 595 }),
        held: true,
      },
      answer('auto'),
      answer('all-to-all', { 'msgs-per-op': 12, 'median-latency': 90, 'max-latency': 115 }),
      answer('tree', { 'msgs-per-op': 23 }),
    ],
    options: LARGE,
    limits: { 'msgs-per-op': 30, 'median-latency': 400, 'max-latency': 600 },
    published: '1.987 (339/678); flood 11.8 (84/105)',
  },
  {
    ...BROADCAST,
    name: '3e',
    answers: [answer('throughput', { 'msgs-per-op': 0.34, 'median-latency': 1000, 'max-latency': 1900 })],
    options: LARGE,
    limits: { 'msgs-per-op': 20, 'median-latency': 1000, 'max-latency': 2000 },
    published: '1.92 (764/1087)',
  },
  {
    ...COMMON,
    name: '4',
    workload: 'g-counter',
    answers: [
      answer('crdt', { 'msgs-per-op': 0.06 }),
      { ...answer('crdt', { 'msgs-per-op': 0.06, 'max-behind': 1000 }), withoutPartitions: true },
      answer('seq-kv'),
    ],
    options: { ...nodes(3), timeLimitMs: 20 * SECOND_MS, rate: 100, partitions: true },
  },
  { ...KAFKA, name: '5a', answers: [answer('single')], options: { ...KAFKA_OPTIONS, ...nodes(1, 2) } },
  {
    ...KAFKA,
    name: '5b',
    answers: [answer('multi'), answer('efficient', { 'msgs-per-op': 1.37 })],
    options: { ...KAFKA_OPTIONS, ...nodes(2, 2) },
    published: '1.37',
  },
  {
    ...KAFKA,
    name: '5c',
    answers: [
      answer('interleaved', { 'msgs-per-op': 0.04, 'max-visible': 150 }),
      answer('interleaved-slow', { 'msgs-per-op': 0.01, 'max-visible': 600 }),
    ],
    options: { ...KAFKA_OPTIONS, ...nodes(2, 2) },
    published: '1.37',
  },
  { ...TXN, name: '6a', answers: [answer('read-committed')], options: { ...UNCOMMITTED, ...nodes(1, 2) } },
  {
    ...TXN,
    name: '6b',
    answers: [
      answer('read-uncommitted', { 'msgs-per-op': 0.025 }),
      {
        ...answer('read-uncommitted', { 'msgs-per-op': 0.025, 'max-visible': 150 }),
        withoutPartitions: true,
      },
    ],
    options: { ...UNCOMMITTED, ...nodes(2, 2), partitions: true },
  },
  {
    ...TXN,
    name: '6c',
    answers: [answer('read-committed', { 'msgs-per-op': 0.025 })],
    options: {
      ...TXN_OPTIONS,
      ...nodes(2, 2),
      consistencyModel: 'read-committed',
      partitions: true,
    },
  },
]

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name)
}

export function presetOptions({ workload, options }: Preset): RunOptions {
  return { ...DEFAULT_OPTIONS, ...options, workload }
}

function answer(variant: string, target: Target = {}): PresetAnswer {
  return { variant, target }
}

function nodes(nodeCount: number, perNode = 1): Pick<RunOptions, 'nodeCount' | 'concurrency'> {
  return { nodeCount, concurrency: nodeCount * perNode }
}
