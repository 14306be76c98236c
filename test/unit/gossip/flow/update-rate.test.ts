import { describe, expect, it } from '@jest/globals'
import { UpdateRate } from '../../../../src/gossip/flow/update-rate.ts'

const OPTIONS = {
  maxPerSecond: 1_000,
  minPerSecond: 10,
  stepPerSecond: 100,
  burst: 50,
  backlogLimit: 100,
  intervalMs: 500,
}

function taken(rate: UpdateRate, nowMs: number): number {
  let count = 0
  while (rate.take(nowMs)) count++
  return count
}

describe('the rate of own changes', () => {
  it('[MESH-46] allows a burst, and then as many per second as the rate says', () => {
    const rate = new UpdateRate(OPTIONS, 0)
    expect(taken(rate, 0)).toBe(50)
    expect(taken(rate, 20)).toBe(20)
    expect(taken(rate, 10_000)).toBe(50)
    expect(rate.nextMs(10_000)).toBe(10_001)
  })

  it('[MESH-47] is halved when the backlog passes its limit and does not shrink, once per interval', () => {
    const rate = new UpdateRate(OPTIONS, 0)
    rate.observed(101)
    rate.judge(499)
    expect(rate.perSecond).toBe(1_000)
    rate.judge(500)
    rate.judge(501)
    expect(rate.perSecond).toBe(500)
    rate.observed(150)
    rate.judge(1_000)
    expect(rate.perSecond).toBe(250)
  })

  it('[MESH-48] stays as it is while a backlog shrinks', () => {
    const rate = new UpdateRate(OPTIONS, 0)
    rate.observed(500)
    rate.judge(500)
    rate.observed(400)
    rate.judge(1_000)
    expect(rate.perSecond).toBe(500)
  })

  it('[MESH-49] grows by a step per interval up to its highest, and never falls below its lowest', () => {
    const rate = new UpdateRate(OPTIONS, 0)
    for (let round = 1; round <= 20; round++) {
      rate.observed(1_000 + round)
      rate.judge(round * 500)
    }
    expect(rate.perSecond).toBe(10)
    rate.judge(20 * 500 + 500)
    expect(rate.perSecond).toBe(110)
    for (let round = 22; round <= 60; round++) rate.judge(round * 500)
    expect(rate.perSecond).toBe(1_000)
  })

  it('[MESH-66] when it names the moment of the next change, that change is allowed then', () => {
    const rate = new UpdateRate({ ...OPTIONS, maxPerSecond: 7, burst: 1 }, 0)
    let nowMs = 0
    for (let change = 0; change < 10_000; change++) {
      expect(rate.take(nowMs)).toBe(true)
      nowMs = rate.nextMs(nowMs)
    }
    expect(nowMs).toBeCloseTo((10_000 / 7) * 1_000, 0)
  })
})
