import { describe, expect, it } from '@jest/globals'
import { type RandomStream, integerBelow, seededStream } from '../../../src/base/rng.ts'
import { Epidemic } from '../../../src/simulator/epidemic/epidemic.ts'
import { OptionError } from '../../../src/simulator/epidemic/option-error.ts'
import { type EpidemicOptions, STRATEGIES, TOPOLOGIES } from '../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

const RUNS = 150

function randomOptions(random: RandomStream): EpidemicOptions {
  const pick = <T>(values: readonly [T, ...T[]]): T =>
    values[integerBelow(random, values.length)] ?? values[0]
  const nodes = 1 + integerBelow(random, pick([3, 10, 50]))
  const node = () => integerBelow(random, nodes)
  return {
    seed: integerBelow(random, 2 ** 40),
    nodes,
    strategy: pick(STRATEGIES),
    topology: pick(TOPOLOGIES),
    latency: pick([
      { kind: 'constant', ms: 10 },
      { kind: 'constant', ms: 0 },
      { kind: 'uniform', fromMs: 1, toMs: 100 },
      { kind: 'log-normal', medianMs: 5, sigma: 1.5 },
      { kind: 'regions' },
    ]),
    drop: pick([0, 0.05, 0.5, 1]),
    duplicate: pick([0, 0.3]),
    intervalMs: pick([5, 20, 100]),
    aligned: pick([true, false]),
    repeatFanout: pick([0, 1, 3]),
    repeatTo: pick(['in-turn', 'random']),
    ttl: pick([1, 3, 100]),
    maxRounds: pick([0, 2, 100]),
    antiEntropyMs: pick([0, 50, 1000]),
    rumour: {
      feedback: pick(['blind', 'feedback']),
      stop: pick(['coin', 'counter']),
      k: 1 + integerBelow(random, 4),
    },
    dedup: pick(['exact', 'bloom']),
    bloomIds: pick([1, 5, 100]),
    dedupRetentionMs: pick([50, 3_600_000]),
    churn: { leavesPerSecond: pick([0, 0, 200]), joinsPerSecond: pick([0, 200]) },
    partitions: pick([[], [{ fromMs: integerBelow(random, 50), untilMs: 200, groups: [[0]] }]]),
    kills: pick([[], [{ node: node(), atMs: integerBelow(random, 100) }]]),
    durationMs: pick([100, 1000]),
    messages: pick([1, 1, 4]),
    messageEveryMs: pick([0, 7.3]),
    origins: [node(), node()],
  }
}

function check(options: EpidemicOptions): void {
  let sends = 0
  const report = runEpidemic(options, { message: () => void (sends += 1) })
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  expect(sends).toBe(report.totalMessages + report.undeliverable)
  expect(report.deliveredMessages + report.droppedMessages).toBe(report.totalMessages)
  expect(sum(report.messagesByRound)).toBe(report.totalMessages)
  expect(sum(report.duplicatesByRound)).toBe(report.duplicates)
  expect(Math.min(0, ...report.messagesByRound)).toBe(0)
  expect(report.coverageByRound.toSorted((a, b) => a - b)).toEqual(report.coverageByRound)
  expect(Math.max(0, ...report.coverageByRound)).toBeLessThanOrEqual(report.nodes)
  if (report.converged) expect(report.reached).toBe(report.live)
  expect(report.live + report.nodeStates.down).toBe(report.nodes)
  const watched = new Epidemic(options)
  for (let ms = 0.3; !watched.isOver; ms += 17.1) watched.advance(ms)
  expect(watched.report()).toEqual(report)
}

describe('whatever the options', () => {
  it('[EPI-21] the statistics add up, and a run that is watched takes the same course', () => {
    const random = seededStream(1, 'any options')
    let checked = 0
    for (let run = 0; run < RUNS; run++) {
      const options = randomOptions(random)
      try {
        check(options)
        checked += 1
      } catch (error) {
        // Some of them do not go together.
        if (!(error instanceof OptionError)) throw new Error(JSON.stringify(options), { cause: error })
      }
    }
    expect(checked).toBeGreaterThan(RUNS / 3)
  })
})
