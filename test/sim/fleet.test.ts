import { describe, expect, it } from '@jest/globals'
import { runFleet } from '../../src/simulator/fleet/fleet.ts'
import { drawPlan, type FleetPlan } from '../../src/simulator/fleet/fleet-plan.ts'
import { runSeeds } from '../../src/simulator/fleet/run-seeds.ts'
import { HEALTHY_DATABASE } from '../../src/simulator/cassandra/statement-faults.ts'
import { GOOD_LINKS } from '../../src/simulator/world/links.ts'

const SECONDS = 20
const TEST_TIMEOUT_MS = 120_000

const noFaults: FleetPlan = {
  ...drawPlan(1, SECONDS * 1000),
  rules: { policy: 'resume', ttlMs: 0 },
  consistency: 'QUORUM',
  skewMs: 0,
  links: GOOD_LINKS,
  requests: {},
  database: HEALTHY_DATABASE,
  worldFaults: [],
  crashes: [],
}

describe('main, its regions and their clients in virtual time', () => {
  it('[SIM-1] one seed gives one course, another seed another', async () => {
    const options = { seconds: SECONDS }
    const one = await runFleet({ ...options, seed: 42 })
    const again = await runFleet({ ...options, seed: 42 })
    const other = await runFleet({ ...options, seed: 43 })
    expect(one.traceLength).toBeGreaterThan(1_000)
    expect(again).toEqual(one)
    expect(other.traceHash).not.toBe(one.traceHash)
  })

  it('[SIM-2] without faults every start is answered and nobody has two active sessions', async () => {
    const report = await runFleet({ seed: 42, seconds: SECONDS, plan: noFaults })
    expect(report.violations).toEqual([])
    expect(report.faults).toEqual({})
    const { 'start: 200': resumed = 0, 'start: 201': created = 0 } = report.answers
    expect(created + resumed).toBeGreaterThan(50)
    const starts = Object.keys(report.answers).filter((answer) => answer.startsWith('start: '))
    expect(starts.filter((answer) => !/: 20[01]$|: no answer/.test(answer))).toEqual([])
  })

  it(
    '[SIM-12] whatever breaks, what was promised holds, and everything settles once it is healed',
    async () => {
      const summary = await runSeeds({ from: 1, count: 20, seconds: SECONDS, twice: true })
      expect(summary.failed).toEqual([])
      expect(summary.operations).toBeGreaterThan(2_000)
      expect(Object.keys(summary.faults).length).toBeGreaterThan(15)
    },
    TEST_TIMEOUT_MS,
  )
})
