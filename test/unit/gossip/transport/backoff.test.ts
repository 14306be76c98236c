import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { Backoff, backoffMs } from '../../../../src/gossip/transport/backoff.ts'

describe('the back-off', () => {
  it('[TRANS-11] doubles from 100 ms to 10 s', () => {
    const waits = Array.from({ length: 9 }, (_, attempt) => backoffMs(attempt))
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000])
  })

  it('[TRANS-11] stays at 10 s however often it fails', () => {
    for (const attempt of [31, 32, 33, 63, 64, 100, 2 ** 31, 2 ** 53, Infinity]) {
      expect(backoffMs(attempt)).toBe(10_000)
    }
  })

  it('[TRANS-11] varies, but within 100 ms and 10 s', () => {
    const backoff = new Backoff(seededStream(7, 'backoff'))
    const waits = Array.from({ length: 100 }, () => backoff.next())
    waits.forEach((wait, attempt) => {
      expect(wait).toBeLessThanOrEqual(backoffMs(attempt))
      expect(wait).toBeGreaterThanOrEqual(Math.max(100, 0.75 * backoffMs(attempt)))
    })
    expect(new Set(waits).size).toBeGreaterThan(90)
  })

  it('[TRANS-11] begins anew after a success', () => {
    const backoff = new Backoff(seededStream(7, 'backoff'))
    for (let failures = 0; failures < 20; failures++) backoff.next()
    backoff.reset()
    expect(backoff.next()).toBe(100)
    expect(backoff.next()).toBeLessThanOrEqual(200)
  })
})
