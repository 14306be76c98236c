import { describe, expect, it } from '@jest/globals'
import { between, seededStream } from '../../../../src/base/rng.ts'
import { ArrivalWindow } from '../../../../src/gossip/detector/arrival-window.ts'
import { minusLog10Tail } from '../../../../src/gossip/detector/normal-tail.ts'
import { phi, PhiAccrual } from '../../../../src/gossip/detector/phi-accrual.ts'

/** z and -log10 P(Z > z), by 30-digit arithmetic. */
const KNOWN: ReadonlyArray<readonly [z: number, phi: number]> = [
  [-3, 0.0005866493137900705],
  [-1, 0.07502601295781802],
  [0, 0.3010299956639812],
  [0.5, 0.5106919892652408],
  [1, 0.7995455414919704],
  [2, 1.6430160801409368],
  [3, 2.8696990359293686],
  [4, 4.499334907556478],
  [5, 6.542645672390654],
  [6, 9.005864327476703],
  [8, 15.206142551017152],
  [10, 23.118053405486073],
  [20, 88.56009534307559],
  [40, 349.4370064593458],
  [100, 2173.871542869034],
]

function beats(detector: PhiAccrual, intervalMs: number, count: number): number {
  for (let beat = 0; beat <= count; beat++) detector.heard('peer', beat * intervalMs)
  return count * intervalMs
}

describe('phi', () => {
  for (const [z, expected] of KNOWN)
    it(`[PHI-1] is ${expected.toFixed(4)} at ${z} deviations from the mean`, () => {
      expect(minusLog10Tail(z) / expected).toBeCloseTo(1, 11)
      expect(phi(1_000 + z * 100, 1_000, 100)).toBeCloseTo(expected, 8)
    })

  it('[PHI-2] rises with every moment of silence and stays finite', () => {
    let before = -1
    for (let z = -8; z < 60; z += 0.01) {
      const now = minusLog10Tail(z)
      expect(now).toBeGreaterThan(before)
      before = now
    }
    expect(Number.isFinite(minusLog10Tail(1e12))).toBe(true)
    expect(Number.isFinite(minusLog10Tail(Number.MAX_VALUE))).toBe(true)
  })
})

describe('the phi accrual detector', () => {
  it('[PHI-3] suspects a silent peer after a pause that fits its own rhythm', () => {
    const options = { threshold: 8, minDeviationMs: 10, firstIntervalMs: 100 }
    const regular = new PhiAccrual(options)
    const irregular = new PhiAccrual(options)
    const lastMs = beats(regular, 100, 300)
    const random = seededStream(1, 'beats')
    let nowMs = 0
    for (let beat = 0; beat < 300; beat++) irregular.heard('peer', (nowMs += between(random, 20, 180)))
    expect(regular.suspicious('peer', lastMs + 150)).toBe(false)
    expect(regular.suspicious('peer', lastMs + 200)).toBe(true)
    expect(irregular.suspicious('peer', nowMs + 200)).toBe(false)
    expect(irregular.suspicious('peer', nowMs + 500)).toBe(true)
  })

  it('[PHI-4] tells a level at any time: near 0 after a life sign, rising in silence, 0 for a stranger', () => {
    const detector = new PhiAccrual({ minDeviationMs: 10, firstIntervalMs: 100 })
    const lastMs = beats(detector, 100, 50)
    const levels = [0, 50, 100, 150, 200, 1_000, 1e6].map((silence) =>
      detector.level('peer', lastMs + silence),
    )
    expect(levels).toEqual([...levels].sort((a, b) => a - b))
    expect(levels[0]).toBeLessThan(0.001)
    expect(levels[2]).toBeCloseTo(0.301, 1)
    expect(detector.level('stranger', lastMs)).toBe(0)
    detector.forget('peer')
    expect(detector.level('peer', lastMs + 1e6)).toBe(0)
  })

  it('[PHI-5] goes by the last intervals only, as many as the window holds', () => {
    const small = new PhiAccrual({ windowSize: 10, minDeviationMs: 1, firstIntervalMs: 1_000 })
    const large = new PhiAccrual({ windowSize: 1_000, minDeviationMs: 1, firstIntervalMs: 1_000 })
    const lastMs = beats(small, 100, 20)
    beats(large, 100, 20)
    expect(small.level('peer', lastMs + 110)).toBeGreaterThan(8)
    expect(large.level('peer', lastMs + 110)).toBeLessThan(1)
  })

  it('[PHI-6] takes an estimate for the interval until it knows one, and grants an acceptable pause', () => {
    const fresh = new PhiAccrual({ firstIntervalMs: 1_000 })
    fresh.heard('peer', 0)
    expect(fresh.level('peer', 1_000)).toBeCloseTo(0.301, 3)
    expect(fresh.suspicious('peer', 1_500)).toBe(false)
    expect(fresh.suspicious('peer', 3_000)).toBe(true)
    const patient = new PhiAccrual({ firstIntervalMs: 1_000, acceptablePauseMs: 3_000 })
    patient.heard('peer', 0)
    expect(patient.suspicious('peer', 3_000)).toBe(false)
  })

  it("[PHI-7] does not count this process's own standing still", () => {
    const detector = new PhiAccrual({ minDeviationMs: 10, firstIntervalMs: 100 })
    const lastMs = beats(detector, 100, 50)
    detector.shift(5_000)
    expect(detector.suspicious('peer', lastMs + 5_100)).toBe(false)
  })
})

describe('the window of intervals', () => {
  it('[PHI-8] keeps mean and deviation exact over a million intervals of changing size', () => {
    const window = new ArrivalWindow(64)
    const random = seededStream(2, 'window')
    const last: number[] = []
    for (let index = 0; index < 1_000_000; index++) {
      const interval = between(random, 0, index < 500_000 ? 1e9 : 10)
      window.add(interval)
      last.push(interval)
      if (last.length > 64) last.shift()
    }
    const mean = last.reduce((sum, value) => sum + value, 0) / last.length
    const deviation = Math.sqrt(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / last.length)
    expect(window.count).toBe(64)
    expect(window.mean).toBeCloseTo(mean, 6)
    expect(window.deviation).toBeCloseTo(deviation, 6)
  })

  it('[MESH-70] begins with the first missed probe for a peer that has never been heard', () => {
    const detector = new PhiAccrual({ firstIntervalMs: 100 })
    expect(detector.suspicious('silent', 1_000)).toBe(false)
    detector.missed('silent', 1_000)
    detector.missed('silent', 1_500)
    expect(detector.suspicious('silent', 1_100)).toBe(false)
    expect(detector.suspicious('silent', 3_000)).toBe(true)
  })
})
