import { describe, expect, it } from '@jest/globals'
import { runFleet } from '../../src/simulator/fleet/fleet.ts'

const options = { seed: 42, regions: ['eu', 'us'], clients: 20, virtualMs: 60_000 }

describe('main, two regions and their clients in virtual time', () => {
  it('[SIM-1] one seed gives one course', async () => {
    const [one, two] = [await runFleet(options), await runFleet(options)]
    expect(one.traceLength).toBeGreaterThan(1_000)
    expect(two).toEqual(one)
  })

  it('[SIM-1] another seed gives another course', async () => {
    const one = await runFleet(options)
    const two = await runFleet({ ...options, seed: 43 })
    expect(two.traceHash).not.toBe(one.traceHash)
  })

  it('[SIM-2] every start is answered, by both regions in turn, and nobody has two sessions', async () => {
    const report = await runFleet(options)
    expect(report.started).toBeGreaterThan(200)
    expect(report.failed).toBe(0)
    expect(report.doubled).toBe(0)
    expect(report.startsByRegion['eu']).toBeGreaterThan(report.started / 4)
    expect(report.startsByRegion['us']).toBeGreaterThan(report.started / 4)
  })
})
