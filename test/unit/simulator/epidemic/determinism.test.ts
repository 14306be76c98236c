import { describe, expect, it } from '@jest/globals'
import { fnv1a } from '../../../../src/base/fnv1a.ts'
import type { EpidemicOptions } from '../../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../../src/simulator/epidemic/run-epidemic.ts'

/** Between them: every strategy, topology, latency, and everything that can happen to nodes and links. */
const RUNS: ReadonlyArray<readonly [hash: string, options: EpidemicOptions]> = [
  ['dda3beba', {}],
  ['679fe274', { nodes: 1000, latency: { kind: 'uniform', fromMs: 1, toMs: 100 } }],
  ['1e9c48', { strategy: 'pull', nodes: 200, latency: { kind: 'exponential', meanMs: 30 } }],
  [
    '5553548c',
    {
      strategy: 'push-pull',
      nodes: 200,
      topology: 'small-world',
      latency: { kind: 'log-normal', medianMs: 20, sigma: 1 },
    },
  ],
  [
    '16171209',
    { strategy: 'anti-entropy', nodes: 100, topology: 'random-regular', latency: { kind: 'regions' } },
  ],
  [
    '7ada18df',
    {
      strategy: 'rumour',
      nodes: 200,
      topology: 'scale-free',
      rumour: { feedback: 'blind', stop: 'coin', k: 4 },
    },
  ],
  [
    'abbc1af8',
    { strategy: 'rumour', nodes: 200, rumour: { feedback: 'feedback', stop: 'coin', k: 3 }, aligned: true },
  ],
  ['2e55e9eb', { strategy: 'infect-and-die', nodes: 300, topology: 'ring' }],
  ['59476534', { strategy: 'relay-once', nodes: 300, topology: 'grid' }],
  ['63800de5', { strategy: 'broadcast', nodes: 100, payloadBytes: 1000 }],
  ['669ff2e4', { strategy: 'flood', nodes: 60, topology: 'two-regions' }],
  ['4d30aab1', { strategy: 'chain', nodes: 60, origins: [7] }],
  [
    '4ee76038',
    { strategy: 'tree', nodes: 300, churn: { leavesPerSecond: 50, joinsPerSecond: 50 }, durationMs: 3000 },
  ],
  [
    'bcf1a6ed',
    {
      nodes: 100,
      seed: -(2 ** 40),
      messages: 20,
      messageEveryMs: 13,
      origins: [0, 99, 50],
      duplicate: 0.1,
      dedup: 'bloom',
      bloomIds: 16,
      kills: [{ node: 0, atMs: 40 }],
      partitions: [{ fromMs: 10, untilMs: 300, groups: [[1, 2, 3, 4, 5]] }],
      dedupRetentionMs: 20_000,
      repeatTo: 'random',
    },
  ],
]

const hashOf = (options: EpidemicOptions) => fnv1a(JSON.stringify(runEpidemic(options))).toString(16)

describe('the same options and seed', () => {
  for (const [hash, options] of RUNS)
    it(`[EPI-1] give the same report on every machine and version of Node: ${JSON.stringify(options)}`, () => {
      expect(hashOf(options)).toBe(hash)
      expect(hashOf(options)).toBe(hash)
    })

  it('[EPI-1] with another seed give another run', () => {
    const hashes = Array.from({ length: 20 }, (_, seed) => hashOf({ nodes: 50, seed }))
    expect(new Set(hashes).size).toBe(20)
  })
})
