import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { Draws, threshold } from '../../../../src/simulator/epidemic/draws.ts'

describe('the draws of an epidemic', () => {
  for (const seed of [0, 1, 42, -7, 2 ** 31, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER])
    it(`[EPI-2] are those of the project's streams: seed ${seed}`, () => {
      const draws = new Draws(seed, 'losses')
      const stream = seededStream(seed, 'losses')
      for (let draw = 0; draw < 1000; draw++) expect(draws.next()).toBe(stream.next())
    })

  it('[EPI-2] differ by seed and by name', () => {
    const firsts = [new Draws(1, 'a'), new Draws(2, 'a'), new Draws(1, 'b')].map((draws) => draws.next32())
    expect(new Set(firsts).size).toBe(3)
  })

  it('[EPI-2] are uniform below a bound', () => {
    const draws = new Draws(3, 'below')
    const counts = Array.from({ length: 7 }, () => 0)
    for (let draw = 0; draw < 70_000; draw++) {
      const value = draws.below(7)
      counts[value] = (counts[value] ?? 0) + 1
    }
    // Chi-square with 6 degrees of freedom: 22.5 is exceeded once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5)
  })

  it('[EPI-2] meet a share exactly at its ends', () => {
    const draws = new Draws(4, 'share')
    const isMet = (share: number) => draws.next32() < threshold(share)
    expect(Array.from({ length: 1000 }, () => isMet(1))).not.toContain(false)
    expect(Array.from({ length: 1000 }, () => isMet(0))).not.toContain(true)
  })
})
