import { DEFAULT_OPTIONS, type RunOptions } from '../run/run-options.ts'
import type { Limits } from './limits.ts'

export interface Preset {
  readonly name: string
  readonly workload: string
  /** Taken if there is such a variant, else the workload's default. */
  readonly variant: string
  /** Others that "all" shows beside it. */
  readonly compared: readonly string[]
  readonly options: Partial<RunOptions>
  readonly limits: Limits
  /** For people: what we want to reach, and the best figures that others have published. */
  readonly target: string
  readonly published: string
}

const SECOND_MS = 1_000
const COMMON = { compared: [], limits: {}, target: '', published: '' }
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
    variant: '',
    options: { ...nodes(1), timeLimitMs: 10 * SECOND_MS },
  },
  {
    ...COMMON,
    name: '2',
    workload: 'unique-ids',
    variant: '',
    options: {
      ...nodes(3),
      timeLimitMs: 30 * SECOND_MS,
      rate: 1000,
      availability: 'total',
      partitions: true,
    },
    target: '0 msgs/op',
    published: '0',
  },
  { ...BROADCAST, name: '3a', variant: 'single', options: { ...BROADCAST.options, ...nodes(1) } },
  { ...BROADCAST, name: '3b', variant: 'all-to-all', options: { ...BROADCAST.options, ...nodes(5) } },
  {
    ...BROADCAST,
    name: '3c',
    variant: 'all-to-all',
    options: { ...BROADCAST.options, ...nodes(5), partitions: true },
    target: 'nothing lost',
  },
  {
    ...BROADCAST,
    name: '3d',
    compared: ['auto', 'all-to-all', 'tree'],
    variant: 'batched',
    options: LARGE,
    limits: { 'msgs-per-op': 30, 'median-latency': 400, 'max-latency': 600 },
    target: '<= 0.95 msgs/op, 380/595 ms',
    published: '1.987 (339/678); flood 11.8 (84/105)',
  },
  {
    ...BROADCAST,
    name: '3e',
    variant: 'throughput',
    options: LARGE,
    limits: { 'msgs-per-op': 20, 'median-latency': 1000, 'max-latency': 2000 },
    target: '<= 0.34 msgs/op, 1000/1900 ms',
    published: '1.92 (764/1087)',
  },
  {
    ...COMMON,
    name: '4',
    compared: ['seq-kv'],
    workload: 'g-counter',
    variant: '',
    options: { ...nodes(3), timeLimitMs: 20 * SECOND_MS, rate: 100, partitions: true },
    target: '<= 0.06 msgs/op, reads <= 1 s stale',
  },
  { ...KAFKA, name: '5a', variant: 'single', options: { ...KAFKA_OPTIONS, ...nodes(1, 2) } },
  {
    ...KAFKA,
    name: '5b',
    compared: ['efficient'],
    variant: 'multi',
    options: { ...KAFKA_OPTIONS, ...nodes(2, 2) },
    published: '1.37',
  },
  {
    ...KAFKA,
    name: '5c',
    compared: ['interleaved-slow'],
    variant: 'interleaved',
    options: { ...KAFKA_OPTIONS, ...nodes(2, 2) },
    target: '<= 0.04 msgs/op, visible <= 150 ms',
    published: '1.37',
  },
  { ...TXN, name: '6a', variant: '', options: { ...UNCOMMITTED, ...nodes(1, 2) } },
  {
    ...TXN,
    name: '6b',
    variant: 'read-uncommitted',
    options: { ...UNCOMMITTED, ...nodes(2, 2), partitions: true },
    target: '<= 0.025 msgs/op, visible <= 150 ms',
  },
  {
    ...TXN,
    name: '6c',
    variant: 'read-committed',
    options: {
      ...TXN_OPTIONS,
      ...nodes(2, 2),
      consistencyModel: 'read-committed',
      partitions: true,
    },
    target: '<= 0.025 msgs/op, visible <= 150 ms',
  },
]

/** Challenge 6b is also asked without partitions, which `--nemesis none` gives. */
export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name)
}

export function presetOptions({ workload, options }: Preset): RunOptions {
  return { ...DEFAULT_OPTIONS, ...options, workload }
}

function nodes(nodeCount: number, perNode = 1): Pick<RunOptions, 'nodeCount' | 'concurrency'> {
  return { nodeCount, concurrency: nodeCount * perNode }
}
