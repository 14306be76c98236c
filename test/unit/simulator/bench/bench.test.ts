import { describe, expect, it } from '@jest/globals'
import { fitLine } from '../../../../src/simulator/bench/fit.ts'
import { manyRuns } from '../../../../src/simulator/bench/many-runs.ts'
import { runBench } from '../../../../src/simulator/bench/run-bench.ts'
import { expectedRounds, textbookPush } from '../../../../src/simulator/bench/textbook.ts'
import { benchCsv } from '../../../../src/simulator/report/bench/bench-csv.ts'
import { benchText } from '../../../../src/simulator/report/bench/bench-text.ts'

const TIMELESS = { wallMs: () => 0, memoryBytes: () => 0 }
const SEEDS = { from: 1, seeds: 100 }

function bench(part: 'strategies' | 'fanout' | 'sizes', sizes: readonly number[], seeds: number) {
  return runBench(
    {
      parts: [part],
      nodes: 100,
      fanout: 3,
      sizes,
      from: 1,
      seeds,
      conditions: { drop: 0, latency: { kind: 'constant', ms: 10 } },
    },
    TIMELESS,
    () => {},
  )
}

describe('the comparison of fanouts', () => {
  // Push as textbooks count it, 1,000 runs of an independent simulation: 7.4, 5.6 and 4.2 rounds.
  it.each([
    [2, 7, 7.4],
    [3, 5, 5.6],
    [5, 3, 4.2],
  ])(
    '[SIMR-9] fanout %d at 100 nodes: the rule of thumb says %d, measured are about %d',
    (fanout, thumb, rounds) => {
      expect(Math.ceil(Math.log(100) / Math.log(fanout))).toBe(thumb)
      const runs = manyRuns(textbookPush(100, fanout), SEEDS)
      expect(runs.converged).toBe(100)
      expect(Math.abs((runs.rounds?.mean ?? 0) - rounds)).toBeLessThan(0.4)
      expect((runs.rounds?.mean ?? 0) - expectedRounds(100, fanout)).toBeLessThan(1)
    },
  )

  it('[SIMR-9] has a row for each fanout from 1 to everybody, with the rule of thumb beside what is measured', () => {
    const { fanouts = [] } = bench('fanout', [100], 1)
    expect(fanouts.map(({ fanout }) => fanout)).toEqual(Array.from({ length: 99 }, (_, index) => index + 1))
    expect([2, 3, 5].map((fanout) => fanouts[fanout - 1]?.ruleOfThumb)).toEqual([7, 5, 3])
  })

  it('[SIMR-10] fanout 3 covers 100 nodes with fewer messages than N x F x k = 1,500, let alone 9,900', () => {
    const { messages, converged, runs } = manyRuns({ nodes: 100, drop: 0 }, SEEDS)
    expect(converged).toBe(runs)
    expect(messages).toBeLessThan(1500)
  })
})

describe('the comparison of sizes', () => {
  it('[SIMR-10] rounds grow like log N, messages like N log N', () => {
    const { sizes } = bench('sizes', [10, 20, 50, 100, 200, 500, 1000], 10)
    expect(sizes?.rounds.r2).toBeGreaterThan(0.9)
    expect(sizes?.messages.r2).toBeGreaterThan(0.99)
    const thousand = sizes?.rows.at(-1)?.textbook
    expect(thousand?.roundsTo99).toBeCloseTo(7, 0)
    expect(thousand?.rounds?.mean).toBeLessThan(8.5)
  })

  it('[SIMR-10] the fitted line is the one with the least squares', () => {
    const { base, slope, r2 } = fitLine([
      [0, 1],
      [1, 3],
      [2, 5],
    ])
    expect([base, slope, r2]).toEqual([1, 2, 1])
  })
})

describe('the comparison of strategies', () => {
  const report = bench('strategies', [100], 10)
  const of = (strategy: string) => report.strategies?.find((row) => row.strategy === strategy)

  it('[SIMR-9] a broadcast takes one round, a chain as many as there are other nodes', () => {
    expect(of('broadcast')?.rounds?.mean).toBe(1)
    expect(of('chain')?.rounds?.mean).toBe(99)
    expect(of('flood')?.messages).toBeGreaterThan(9000)
  })

  it('[SIMR-9] shows push, pull, push-pull, the preset with fanout 8, and what relaying once misses', () => {
    for (const strategy of ['push', 'pull', 'push-pull']) expect(of(strategy)?.converged).toBe(10)
    expect(of('relay-once')?.converged).toBe(0)
    expect(report.strategies?.find(({ preset }) => preset === 'blockchain')?.fanout).toBe(8)
  })

  it('[SIMR-9] tells round by round what share of what arrived was known', () => {
    const push = report.duplicates?.filter(({ strategy }) => strategy === 'push') ?? []
    expect(push[0]?.wasted).toBe(0)
    expect(push.at(-1)?.wasted).toBeGreaterThan(0.9)
  })

  it('[SIMR-9] counts the connections of a full mesh and those that gossip used', () => {
    expect(report.connections?.fullMesh).toBe(4950)
    expect(report.connections?.gossip).toBeLessThan(1000)
  })

  it('[SIMR-9] gives the same figures as text and as CSV', () => {
    const row = of('push')
    expect(benchText(report)).toContain('n(n-1)/2 = 4,950')
    expect(benchCsv(report)).toContain(`strategies,push,100,3,,,10,10,${row?.rounds?.mean},${row?.messages},`)
  })
})
