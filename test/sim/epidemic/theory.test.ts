import { describe, expect, it } from '@jest/globals'
import type { EpidemicOptions } from '../../../src/simulator/epidemic/options.ts'
import { relayedOnceCoverage } from '../../../src/simulator/epidemic/predict.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

const LATENCY_MS = 10

/** What theory assumes: cycles in which all act at once, nothing lost, nothing repaired. */
const THEORY = {
  drop: 0,
  antiEntropyMs: 0,
  aligned: true,
  repeatTo: 'random',
  latency: { kind: 'constant', ms: LATENCY_MS },
} as const satisfies EpidemicOptions

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function runs(count: number, options: EpidemicOptions) {
  return Array.from({ length: count }, (_, index) => runEpidemic({ ...THEORY, seed: index + 1, ...options }))
}

function meanRounds(count: number, options: EpidemicOptions): number {
  return mean(runs(count, options).map(({ rounds }) => rounds ?? Infinity))
}

/** The difference that chance explains: three standard errors of the mean. */
function threeErrors(values: readonly number[]): number {
  const middle = mean(values)
  return 3 * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / values.length)
}

/**
 * Demers et al., "Epidemic algorithms for replicated database maintenance" (PODC 1987), table 1: push with feedback and
 * counter, 1000 sites. Whether a contact was unnecessary depends on what the recipient knew when the cycle began, and a
 * useful one starts the count again.
 */
const TABLE_1 = [
  { k: 1, residue: 0.18, traffic: 1.7 },
  { k: 2, residue: 0.037, traffic: 3.3 },
  { k: 3, residue: 0.011, traffic: 4.5 },
  { k: 4, residue: 0.0036, traffic: 5.6 },
  { k: 5, residue: 0.0012, traffic: 6.7 },
]

describe('rumour mongering', () => {
  for (const { k, residue, traffic } of TABLE_1)
    it(`[EPI-33] with k = ${k} leaves out ${residue} of all sites at ${traffic} updates per site (Demers et al. 1987, table 1)`, () => {
      const reports = runs(400, {
        nodes: 1000,
        fanout: 1,
        strategy: 'rumour',
        rumour: { feedback: 'feedback', stop: 'counter', k },
        intervalMs: 2 * LATENCY_MS,
      })
      const missed = reports.map(({ reached }) => (1000 - reached) / 1000)
      expect(Math.abs(mean(missed) - residue)).toBeLessThanOrEqual(
        Math.max(0.05 * residue, threeErrors(missed)),
      )
      const sent = reports.map(
        ({ messagesByType }) => (messagesByType.update + messagesByType.broadcast) / 1000,
      )
      expect(Math.abs(mean(sent) - traffic)).toBeLessThanOrEqual(0.05 * traffic)
    })

  it('[EPI-33] blind needs a larger k than feedback for the same residue (section 1.4)', () => {
    const residue = (feedback: 'blind' | 'feedback', k: number) => {
      const rumour = { feedback, stop: 'counter', k } as const
      const reports = runs(60, { nodes: 1000, fanout: 1, strategy: 'rumour', rumour, intervalMs: 20 })
      return mean(reports.map(({ reached }) => (1000 - reached) / 1000))
    }
    expect(residue('blind', 3)).toBeGreaterThan(residue('feedback', 3))
    expect(residue('blind', 5)).toBeLessThan(residue('feedback', 3))
  })

  it('[EPI-33] with a coin misses s = e^(-(k+1)(1-s)), the root of their differential equation (section 1.4)', () => {
    for (const [k, expected] of [
      [1, 0.2032],
      [2, 0.0595],
    ] as const) {
      const rumour = { feedback: 'feedback', stop: 'coin', k } as const
      const reports = runs(60, { nodes: 1000, fanout: 1, strategy: 'rumour', rumour, intervalMs: 20 })
      expect(Math.exp(-(k + 1) * (1 - expected))).toBeCloseTo(expected, 3)
      // The equation has no cycles; with them the coin is thrown a little later.
      const missed = mean(reports.map(({ reached }) => (1000 - reached) / 1000))
      expect(Math.abs(missed - expected)).toBeLessThan(0.15 * expected + 0.01)
    }
  })
})

/**
 * A push that everyone relays once to F random others reaches the share r = 1 - e^(-F r): the final size of an epidemic
 * (Kermack and McKendrick, 1927), as used by Eugster et al., "From epidemics to distributed computing" (2004).
 */
describe('infect and die', () => {
  for (const fanout of [2, 3, 4, 5, 6])
    it(`[EPI-34] with fanout ${fanout} reaches the share r = 1 - e^(-${fanout} r)`, () => {
      const reports = runs(5, { nodes: 20_000, fanout, strategy: 'infect-and-die' })
      const share = mean(reports.map(({ reached }) => reached / 20_000))
      const r = relayedOnceCoverage(fanout)
      expect(r).toBeCloseTo(1 - Math.exp(-fanout * r), 10)
      expect(Math.abs(share - r)).toBeLessThan(0.005)
    })
})

describe('push', () => {
  for (const nodes of [1000, 10_000])
    it(`[EPI-35] to one other per round takes log2 n + ln n + O(1) rounds (Pittel, 1987): n = ${nodes}`, () => {
      const rounds = meanRounds(40, {
        nodes,
        strategy: 'push',
        fanout: 1,
        repeatFanout: 1,
        intervalMs: LATENCY_MS,
      })
      const theory = Math.log2(nodes) + Math.log(nodes)
      expect(Math.abs(rounds - theory)).toBeLessThan(2)
    })

  it('[EPI-37] to F others per round takes log(F+1) n + (ln n) / F + O(1) rounds (Fountoulakis and Panagiotou, 2010)', () => {
    for (const [fanout, nodes] of [
      [2, 1000],
      [3, 1000],
      [5, 1000],
      [3, 10_000],
    ] as const) {
      const rounds = meanRounds(20, {
        nodes,
        strategy: 'push',
        fanout,
        repeatFanout: fanout,
        intervalMs: LATENCY_MS,
      })
      const theory = Math.log(nodes) / Math.log(fanout + 1) + Math.log(nodes) / fanout
      expect(Math.abs(rounds - theory)).toBeLessThan(2)
    }
  })

  it('[EPI-37] at 100 nodes takes more rounds than log_F n says: that is the time to the first copy, not to the last node', () => {
    const measured = [2, 3, 5].map((fanout) =>
      meanRounds(200, { nodes: 100, strategy: 'push', fanout, repeatFanout: fanout, intervalMs: LATENCY_MS }),
    )
    for (const [index, expected] of [7.4, 5.6, 4.2].entries()) {
      expect(Math.abs((measured[index] ?? 0) - expected)).toBeLessThan(0.25)
    }
  })

  it('[EPI-37] at 1000 nodes and fanout 3 has 99 % of the nodes in 7 rounds', () => {
    const rounds = runs(100, {
      nodes: 1000,
      strategy: 'push',
      fanout: 3,
      repeatFanout: 3,
      intervalMs: LATENCY_MS,
    }).map(({ coverageByRound }) => coverageByRound.findIndex((count) => count >= 990) + 1)
    expect(Math.abs(mean(rounds) - 7)).toBeLessThan(0.3)
  })
})

describe('push-pull and pull', () => {
  for (const nodes of [1000, 10_000])
    it(`[EPI-36] push-pull takes log3 n + log2 ln n rounds (Karp et al., 2000), within one: n = ${nodes}`, () => {
      // Three legs: digest, answer, and what the answer asks for.
      const rounds = meanRounds(40, { nodes, strategy: 'push-pull', fanout: 1, intervalMs: 3 * LATENCY_MS })
      const theory = Math.log(nodes) / Math.log(3) + Math.log2(Math.log(nodes))
      expect(Math.abs(rounds - theory)).toBeLessThan(1)
    })

  it('[EPI-36] pull takes log2 n + log2 ln n rounds, within two', () => {
    const rounds = meanRounds(40, { nodes: 1000, strategy: 'pull', fanout: 1, intervalMs: 2 * LATENCY_MS })
    expect(Math.abs(rounds - Math.log2(1000) - Math.log2(Math.log(1000)))).toBeLessThan(2)
  })
})

describe('the prediction in a report', () => {
  it('[EPI-46] of push lies within two rounds of the mean, whatever size, fanout and loss', () => {
    for (const nodes of [10, 100, 1000]) {
      for (const fanout of [2, 3, 5]) {
        for (const drop of [0, 0.05, 0.3]) {
          const reports = Array.from({ length: 30 }, (_, seed) => runEpidemic({ seed, nodes, fanout, drop }))
          const rounds = mean(reports.map((report) => report.rounds ?? Infinity))
          expect(Math.abs(rounds - (reports[0]?.predicted?.rounds ?? Infinity))).toBeLessThan(2)
        }
      }
    }
  })

  it('[EPI-46] is that of theory where theory has a formula, and absent where it has none', () => {
    const predicted = (options: EpidemicOptions) =>
      runEpidemic({ ...THEORY, ...options, durationMs: 1000 }).predicted
    const pittel = {
      nodes: 1000,
      strategy: 'push',
      fanout: 1,
      repeatFanout: 1,
      intervalMs: LATENCY_MS,
    } as const
    expect(predicted(pittel)?.rounds).toBeCloseTo(Math.log2(1000) + Math.log(1000), 1)
    expect(predicted({ nodes: 1000, strategy: 'push-pull', fanout: 1 })).toEqual({
      rounds: 9.08,
      formula: 'log3 n + log2 ln n',
      ruleOfThumb: null,
    })
    expect(predicted({ nodes: 1000, strategy: 'relay-once' })).toBeNull()
    expect(predicted({ nodes: 1000, topology: 'ring' })).toBeNull()
    expect(predicted({ nodes: 1000 })?.ruleOfThumb).toBe(6.29)
  })
})
