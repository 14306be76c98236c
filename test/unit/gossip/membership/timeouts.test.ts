import { describe, expect, it } from '@jest/globals'
import { LocalHealth, MAX_HEALTH_SCORE } from '../../../../src/gossip/membership/local-health.ts'
import { RoundTrips, smoothed } from '../../../../src/gossip/membership/round-trip.ts'
import { StallWatch } from '../../../../src/gossip/membership/stall.ts'
import {
  directTimeoutMs,
  indirectTimeoutMs,
  suspicionTimeouts,
} from '../../../../src/gossip/membership/timeouts.ts'
import { TIMING_PRESETS } from '../../../../src/gossip/membership/timing.ts'

const { local, lan, wan } = TIMING_PRESETS

describe('the round trip', () => {
  it('[MEMB-27] is smoothed with its variation, and bounded by four variations', () => {
    const first = smoothed(undefined, 100)
    expect(first).toEqual({ smoothedMs: 100, variationMs: 50, boundMs: 300 })
    expect(smoothed(first, 180)).toEqual({ smoothedMs: 110, variationMs: 57.5, boundMs: 340 })
  })

  it('[MEMB-28] comes to lie just above constant samples, and follows when they rise', () => {
    const trips = new RoundTrips(100)
    for (let count = 0; count < 40; count++) trips.measured('a', 1)
    expect(trips.boundMs('a')).toBeLessThan(1.1)
    for (let count = 0; count < 60; count++) trips.measured('a', 400)
    expect(trips.of('a')?.smoothedMs).toBeGreaterThan(390)
    expect(trips.boundMs('a')).toBeLessThan(500)
  })

  it('[MEMB-29] is not ruined by one peer that stood still', () => {
    const trips = new RoundTrips(100)
    for (let count = 0; count < 40; count++) trips.measured('a', 1)
    trips.measured('a', 8_000)
    expect(trips.boundMs('a')).toBeLessThan(150)
  })

  it('[MEMB-30] of the mesh stands in for a peer not measured yet', () => {
    const trips = new RoundTrips(100)
    expect(trips.boundMs('a')).toBeUndefined()
    for (let count = 0; count < 40; count++) trips.measured('a', 400)
    expect(trips.boundMs('b')).toBe(trips.mesh?.boundMs)
    trips.measured('b', 400)
    expect(trips.boundMs('b')).toBeLessThan(420)
  })
})

describe('timeouts', () => {
  it('[MEMB-31] of probes follow the round trip between their bounds, times the local health plus one', () => {
    expect(directTimeoutMs(local, 1, 0)).toBe(50)
    expect(directTimeoutMs(local, 400, 0)).toBe(410)
    expect(directTimeoutMs(local, 9_999, 0)).toBe(2_000)
    expect(directTimeoutMs(local, 400, 8)).toBe(9 * 410)
    expect(directTimeoutMs(local, undefined, 0)).toBe(510)
    expect(indirectTimeoutMs(local, 400, 0)).toBe(820)
  })

  it('[MEMB-32] of suspicions grow with log10(N), the interval and the round trip, and need witnesses', () => {
    expect(suspicionTimeouts(local, 16, 0)).toEqual({ minMs: 300, maxMs: 1_500, confirmations: 2 })
    expect(suspicionTimeouts(local, 1_000, 0).minMs).toBeCloseTo(540)
    expect(suspicionTimeouts(lan, 1_000, 0).minMs).toBeCloseTo(2_400)
    expect(suspicionTimeouts(local, 16, 400).minMs).toBe(900)
    expect(suspicionTimeouts(local, 3, 0).confirmations).toBe(0)
  })

  it('[MEMB-33] of the presets: lan probes once a second, waits 500 ms, asks three', () => {
    expect(lan).toMatchObject({ probeIntervalMs: 1_000, minProbeTimeoutMs: 500, indirectProbes: 3 })
    expect(directTimeoutMs(lan, 1, 0)).toBe(500)
    expect(local.probeIntervalMs).toBe(100)
    expect(wan.probeIntervalMs).toBe(5_000)
  })
})

describe('local health', () => {
  it('[MEMB-34] worsens by misses, missing nacks and own refutations, recovers by successes, within 0 to 8', () => {
    const health = new LocalHealth()
    health.probeSucceeded()
    expect(health.score).toBe(0)
    health.probeMissed()
    health.nacksMissed(2)
    health.hadToRefute()
    expect(health.score).toBe(4)
    health.probeSucceeded()
    expect(health.score).toBe(3)
    for (let count = 0; count < 20; count++) health.probeMissed()
    expect(health.score).toBe(MAX_HEALTH_SCORE)
  })

  it('[MEMB-35] plays no part when Lifeguard is off', () => {
    const health = new LocalHealth(false)
    health.probeMissed()
    expect(health.score).toBe(0)
  })
})

describe('standing still', () => {
  it('[MEMB-36] is noticed by a wake that comes much later than asked for, once', () => {
    const watch = new StallWatch(50)
    expect(watch.woke(1_000)).toBe(0)
    watch.asked(1_100)
    expect(watch.woke(1_150)).toBe(0)
    expect(watch.woke(9_100)).toBe(8_000)
    expect(watch.woke(9_100)).toBe(0)
  })
})
