import { describe, expect, it } from '@jest/globals'
import type { EpidemicReport } from '../../../src/simulator/epidemic/report.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

const RUNS = 1000

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function many(nodes: number, runs = RUNS): EpidemicReport[] {
  return Array.from({ length: runs }, (_, index) => runEpidemic({ nodes, seed: index + 1 }))
}

describe('the classic run: 10 nodes, fanout 3, 10 ms, 5 % loss', () => {
  const reports = many(10)

  it('[EPI-18] always converges, in about 4 rounds and with at most 30 messages on average', () => {
    expect(reports.filter(({ converged }) => !converged)).toEqual([])
    expect(mean(reports.map(({ totalMessages }) => totalMessages))).toBeLessThanOrEqual(30)
    const rounds = reports.map((report) => report.rounds ?? Infinity)
    expect(mean(rounds)).toBeGreaterThan(3)
    expect(mean(rounds)).toBeLessThan(5)
    expect(Math.max(...rounds)).toBeLessThanOrEqual(15)
  })

  it('[EPI-18] loses one message in twenty', () => {
    const total = reports.reduce((sum, { totalMessages }) => sum + totalMessages, 0)
    const dropped = reports.reduce((sum, { droppedMessages }) => sum + droppedMessages, 0)
    expect(Math.abs(dropped / total - 0.05)).toBeLessThan(0.005)
  })

  it('[EPI-18] spreads round by round, and the count never falls', () => {
    for (const { coverageByRound, rounds } of reports) {
      expect(coverageByRound.toSorted((a, b) => a - b)).toEqual(coverageByRound)
      expect(coverageByRound.at(-1)).toBe(10)
      expect(coverageByRound.findIndex((count) => count === 10) + 1).toBe(rounds)
    }
  })
})

describe('push at fanout 3 and 5 % loss', () => {
  it('[EPI-18] covers 100 nodes with far fewer than the 1,500 messages of the estimate N F log N, and the 9,900 of all to all', () => {
    const messages = many(100, 200).map(({ totalMessages }) => totalMessages)
    expect(mean(messages)).toBeLessThan(600)
    expect(Math.max(...messages)).toBeLessThanOrEqual(1500)
  })

  it('[EPI-18] takes rounds like log N and messages like N log N at most', () => {
    const sizes = [10, 100, 1000, 10_000].map((nodes) => {
      const reports = many(nodes, nodes > 1000 ? 5 : 60)
      return {
        rounds: mean(reports.map((report) => report.rounds ?? Infinity)),
        perNode: mean(reports.map(({ totalMessages }) => totalMessages)) / nodes,
      }
    })
    for (const [index, { rounds, perNode }] of sizes.entries()) {
      const before = sizes[index - 1]
      if (!before) continue
      expect(rounds - before.rounds).toBeGreaterThan(1)
      expect(rounds - before.rounds).toBeLessThan(8)
      expect(perNode - before.perNode).toBeLessThan(2.5)
    }
  })
})
