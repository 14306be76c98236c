import { describe, expect, it } from '@jest/globals'
import { median, ratioOfTotals, percentile, summariseLatencies } from '../../../bench/statistics.ts'

describe('the statistics of the benchmark', () => {
  it.each([
    [[3, 1, 2], 2],
    [[10, 9, 1, 2], 9],
    [[7], 7],
  ])('[BEN-1] the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it.each([
    [0.5, 50],
    [0.99, 99],
    [0.999, 100],
    [1, 100],
    [0.001, 1],
  ])('[BEN-1] of 1 to 100 the share %d lies at or below %d', (share, expected) => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1)
    expect(percentile(values, share)).toBe(expected)
  })

  it('[BEN-1] latencies may come in any order, and one slow answer in a hundred is not p99', () => {
    const latencies = new Float64Array(100).fill(1)
    latencies[17] = 500
    expect(summariseLatencies(latencies)).toEqual({ p50Ms: 1, p99Ms: 1, p999Ms: 500, maxMs: 500 })
  })

  it('[BEN-1] nothing measured is no number', () => {
    expect(median([])).toBeNaN()
    expect(percentile([], 0.5)).toBeNaN()
  })

  it('[BEN-2] a ratio is that of all rounds together, so that one bad round of either side weighs little', () => {
    expect(ratioOfTotals([50, 5, 60], [100, 10, 120])).toBe(0.5)
    expect(ratioOfTotals([50, 50, 5, 50], [100, 100, 100, 100])).toBeCloseTo(0.39)
  })
})
