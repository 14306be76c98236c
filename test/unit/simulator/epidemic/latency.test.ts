import { describe, expect, it } from '@jest/globals'
import { Draws } from '../../../../src/simulator/epidemic/draws.ts'
import { LatencyTable, meanMs } from '../../../../src/simulator/epidemic/latency.ts'
import { type Latency, TICKS_PER_MS } from '../../../../src/simulator/epidemic/options.ts'
import { REGIONS, regionMs } from '../../../../src/simulator/epidemic/regions.ts'

function sampleMs(latency: Latency, count = 40_000): number[] {
  const table = new LatencyTable(latency)
  const draws = new Draws(8, 'latency test')
  const sample = Array.from({ length: count }, (_, index) =>
    table.between(index % 64, (index >> 6) % 64, draws.next32()),
  )
  expect(Math.max(...sample)).toBeLessThanOrEqual(table.longestTicks)
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(1)
  return sample.map((ticks) => ticks / TICKS_PER_MS)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

describe('latencies', () => {
  const kinds: readonly Latency[] = [
    { kind: 'constant', ms: 10 },
    { kind: 'uniform', fromMs: 1, toMs: 100 },
    { kind: 'exponential', meanMs: 20 },
    { kind: 'log-normal', medianMs: 20, sigma: 0.8 },
    { kind: 'regions' },
  ]
  for (const latency of kinds)
    it(`[EPI-9] ${latency.kind}: the mean is as announced, and nothing takes less than a tick`, () => {
      expect(Math.abs(mean(sampleMs(latency)) / meanMs(latency) - 1)).toBeLessThan(
        latency.kind === 'regions' ? 0.06 : 0.02,
      )
    })

  it('[EPI-9] have the shape of their distribution', () => {
    const uniform = sampleMs({ kind: 'uniform', fromMs: 1, toMs: 100 })
    expect([Math.round(Math.min(...uniform)), Math.round(Math.max(...uniform))]).toEqual([1, 100])
    expect(median(sampleMs({ kind: 'exponential', meanMs: 20 }))).toBeCloseTo(20 * Math.LN2, 0)
    expect(median(sampleMs({ kind: 'log-normal', medianMs: 20, sigma: 0.8 }))).toBeCloseTo(20, 0)
  })

  it('[EPI-9] of regions are the same both ways, and shortest at home', () => {
    for (let from = 0; from < REGIONS.length; from++) {
      for (let to = 0; to < REGIONS.length; to++) {
        expect(regionMs(from, to)).toBe(regionMs(to, from))
        if (from !== to) expect(regionMs(from, to)).toBeGreaterThan(regionMs(from, from))
      }
    }
  })

  it('[EPI-9] of zero become one tick', () => {
    expect(new LatencyTable({ kind: 'constant', ms: 0 }).between(0, 1, 0)).toBe(1)
  })
})
