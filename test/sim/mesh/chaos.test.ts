import { describe, expect, it } from '@jest/globals'
import { drawChaosPlan } from '../../../src/simulator/cluster/chaos/chaos-plan.ts'
import { runChaos, SETTLE_LIMIT_MS } from '../../../src/simulator/cluster/chaos/run-chaos.ts'
import { addCounts, type Counts } from '../../../src/simulator/world/tally.ts'

const SEEDS = 100
const TEST_TIMEOUT_MS = 120_000

describe('meshes under random faults', () => {
  it(
    '[MESH-56] keep what they promise while all is broken, and are whole again within a minute once it is healed',
    () => {
      let faults: Counts = {}
      let broadcasts = 0
      for (let seed = 1; seed <= SEEDS; seed++) {
        const report = runChaos(seed)
        expect({ seed, violations: report.violations }).toEqual({ seed, violations: [] })
        expect(report.settledMs).toBeLessThan(SETTLE_LIMIT_MS)
        faults = addCounts(faults, report.faults)
        broadcasts += report.broadcasts
      }
      expect(Object.keys(faults)).toEqual([
        'crash',
        'leave',
        'one-way split',
        'restart',
        'split',
        'stall',
        'wall',
      ])
      expect(Math.min(...Object.values(faults))).toBeGreaterThan(20)
      expect(broadcasts).toBeGreaterThan(1_000)
    },
    TEST_TIMEOUT_MS,
  )

  it('[MESH-57] one seed takes one course, to the last byte; another seed takes another', () => {
    const traces = [7, 8].map((seed) => {
      const one = runChaos(seed)
      expect(runChaos(seed)).toEqual(one)
      return one.traceHash
    })
    expect(traces[0]).not.toBe(traces[1])
  })

  it('[MESH-58] without faults nobody stalls, and everything is there at once', () => {
    const plan = {
      ...drawChaosPlan(1),
      quietMs: 3_000,
      faultPauseMs: Number.MAX_SAFE_INTEGER,
      links: { fastestMs: 0, slowestMs: 20, heldUpShare: 0, heldUpMs: 0, lossShare: 0 },
      frames: { duplicateShare: 0, corruptShare: 0 },
    }
    const lines: string[] = []
    const report = runChaos(1, { plan, show: (line) => lines.push(line) })
    expect(report).toMatchObject({ violations: [], settledMs: 0, faults: {} })
    expect(lines.filter((line) => line.endsWith(' stalled'))).toEqual([])
  })
})
