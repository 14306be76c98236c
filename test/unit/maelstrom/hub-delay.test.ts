import { describe, expect, it } from '@jest/globals'
import { HubDelay } from '../../../src/maelstrom/workloads/spread/hub-delay.ts'

function delayAfter(...reports: number[]): number {
  const delay = new HubDelay(200)
  for (const report of reports) delay.report(report)
  return delay.ms
}

describe('how long a hub waits for flushes', () => {
  it('[MAEL-16] is hardly longer than the last one took', () => {
    expect(delayAfter(100, 100, 100, 100)).toBeGreaterThan(100)
    expect(delayAfter(100, 100, 100, 100)).toBeLessThan(101)
  })

  it('[MAEL-16] is longer where they differ', () => {
    expect(delayAfter(100, 110, 105, 120)).toBeGreaterThan(125)
  })

  it('[MAEL-16] does not follow a single hiccup, nor beyond its bound', () => {
    expect(delayAfter(100, 100, 190, 100)).toBeLessThan(101)
    expect(delayAfter(300, 300, 300)).toBe(200)
  })

  it('[MAEL-16] learns from the last flush of a period, and tells that with one batch', () => {
    const delay = new HubDelay(200)
    for (const lateMs of [101, 130.2, 120]) delay.hear(lateMs)
    expect([delay.tell(), delay.tell()]).toEqual([{ late: 131 }, {}])
    expect(delay.ms).toBe(130.7)
  })

  it('[MAEL-16] follows what has changed for good', () => {
    expect(delayAfter(...Array.from({ length: 20 }, (_, turn) => (turn < 5 ? 150 : 20)))).toBeLessThan(21)
  })
})
