import { describe, expect, it } from '@jest/globals'
import { PRODUCTION_STRATEGIES } from '../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../src/simulator/epidemic/run-epidemic.ts'

const SEEDS = 1000
const WITH_LOSS = { nodes: 100, fanout: 3, drop: 0.05 } as const
const TEST_TIMEOUT_MS = 60_000

function convergedSeeds(options: Parameters<typeof runEpidemic>[0], seeds = SEEDS): number {
  let converged = 0
  for (let seed = 1; seed <= seeds; seed++) if (runEpidemic({ ...options, seed }).converged) converged += 1
  return converged
}

describe('at 100 nodes, fanout 3 and 5 % loss', () => {
  for (const strategy of PRODUCTION_STRATEGIES)
    it(
      `[EPI-19] ${strategy} reaches every node in 1,000 of 1,000 seeds`,
      () => {
        expect(convergedSeeds({ ...WITH_LOSS, strategy })).toBe(SEEDS)
      },
      TEST_TIMEOUT_MS,
    )

  it('[EPI-20] relaying once reaches almost nobody completely: who is missed is missed for good', () => {
    expect(convergedSeeds({ ...WITH_LOSS, strategy: 'relay-once' })).toBeLessThan(SEEDS / 50)
    expect(convergedSeeds({ ...WITH_LOSS, drop: 0, strategy: 'relay-once' })).toBeLessThan(SEEDS / 20)
    const missed = convergedSeeds({ nodes: 10, drop: 0, strategy: 'relay-once' })
    expect(missed).toBeGreaterThan(SEEDS / 2)
    expect(missed).toBeLessThan(SEEDS * 0.98)
  })

  it('[EPI-20] what dies out is repaired where anti-entropy stands behind it', () => {
    for (const strategy of ['infect-and-die', 'broadcast', 'chain'] as const) {
      expect(convergedSeeds({ ...WITH_LOSS, strategy }, 50)).toBe(50)
      expect(convergedSeeds({ ...WITH_LOSS, strategy, antiEntropyMs: 0 }, 50)).toBeLessThan(10)
    }
  })

  it('[EPI-39] anti-entropy alone always converges, even when 30 % are lost, and its bytes are counted', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const report = runEpidemic({
        seed,
        nodes: 50,
        drop: 0.3,
        strategy: 'anti-entropy',
        durationMs: 600_000,
      })
      expect(report.converged).toBe(true)
      expect(report.bytes).toBeGreaterThan(49 * 256)
    }
  })
})

describe('a run that does not converge', () => {
  it('[EPI-41] ends at its time limit and says so: nothing is waited for without end', () => {
    const report = runEpidemic({ drop: 1, durationMs: 500 })
    expect(report).toMatchObject({
      converged: false,
      convergenceMs: null,
      rounds: null,
      endedMs: 500,
      reached: 1,
    })
    expect(report.broadcasts).toEqual([{ id: 0, origin: 0, startMs: 0, reached: 1, convergenceMs: null }])
  })

  it('[EPI-41] ends at once when nobody will ever send again', () => {
    const report = runEpidemic({ nodes: 1000, strategy: 'relay-once', durationMs: 86_400_000 })
    expect(report.converged).toBe(false)
    expect(report.endedMs).toBeLessThan(1000)
    expect(report.nodeStates).toEqual({ informed: report.reached, missing: 1000 - report.reached, down: 0 })
  })

  it('[EPI-41] ends soon when the last holder is dead', () => {
    for (const strategy of PRODUCTION_STRATEGIES) {
      const report = runEpidemic({
        strategy,
        drop: 1,
        kills: [{ node: 0, atMs: 100 }],
        durationMs: 86_400_000,
      })
      expect(report).toMatchObject({ converged: false, reached: 0, live: 9 })
      expect(report.endedMs).toBeLessThan(3000)
    }
  })
})

describe('convergence', () => {
  it('[EPI-22] is not there before the broadcast has begun, although all nodes are equal then', () => {
    const report = runEpidemic({ kills: [{ node: 0, atMs: 0 }], durationMs: 1000 })
    expect(report).toMatchObject({ converged: false, totalMessages: 0, live: 9 })
    expect(report.broadcasts[0]?.startMs).toBeNull()
  })

  it('[EPI-22] is asked of live nodes only', () => {
    const report = runEpidemic({
      kills: [
        { node: 4, atMs: 0 },
        { node: 5, atMs: 0 },
      ],
    })
    expect(report).toMatchObject({ converged: true, live: 8, reached: 8 })
    expect(report.nodeStates).toEqual({ informed: 8, missing: 0, down: 2 })
  })

  it('[EPI-22] is measured for each broadcast from its own start, and for all together', () => {
    const report = runEpidemic({ messages: 5, messageEveryMs: 200, origins: [0, 7, 3] })
    expect(report.broadcasts.map(({ origin, startMs }) => [origin, startMs])).toEqual([
      [0, 0],
      [7, 200],
      [3, 400],
      [0, 600],
      [7, 800],
    ])
    for (const { convergenceMs, reached } of report.broadcasts) {
      expect(convergenceMs).toBeGreaterThan(0)
      expect(convergenceMs).toBeLessThan(200)
      expect(reached).toBe(10)
    }
    const last = report.broadcasts[4]
    expect(report.convergenceMs).toBe((last?.startMs ?? 0) + (last?.convergenceMs ?? 0))
  })

  it('[EPI-22] of one node is there at its start, without any message', () => {
    expect(runEpidemic({ nodes: 1 })).toMatchObject({
      converged: true,
      convergenceMs: 0,
      rounds: 0,
      totalMessages: 0,
    })
  })
})
