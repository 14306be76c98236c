import { describe, expect, it } from '@jest/globals'
import { fnv1a } from '../../../../src/base/fnv1a.ts'
import { exp, ln, normalQuantile } from '../../../../src/simulator/epidemic/exact-math.ts'

const RELATIVE_ERROR = 4e-15

describe('logarithm and exponential of our own', () => {
  it('[EPI-3] agree with those of the engine', () => {
    for (let x = 1e-9; x < 1e12; x *= 1.37) {
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(
        RELATIVE_ERROR * Math.max(1, Math.abs(Math.log(x))),
      )
    }
    for (let x = -30; x < 30; x += 0.37)
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(RELATIVE_ERROR)
    expect([ln(1), exp(0), ln(0), ln(-1), ln(Infinity)]).toEqual([0, 1, -Infinity, NaN, Infinity])
  })

  it('[EPI-3] have the same bits on every machine', () => {
    const values = Array.from({ length: 500 }, (_, index) => {
      const x = (index + 0.5) / 37
      return `${ln(x)} ${exp(x / 2 - 3)} ${normalQuantile((index + 0.5) / 500)}`
    })
    expect(fnv1a(values.join(' ')).toString(16)).toBe('fd2ebbb3')
  })

  it('[EPI-3] give the normal quantiles of the tables', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8)
    expect(normalQuantile(0.01)).toBeCloseTo(-2.326347874, 8)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 8)
  })
})
