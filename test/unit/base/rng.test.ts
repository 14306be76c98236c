import { describe, expect, it } from '@jest/globals'
import { between, integerBelow, jittered, seededStream } from '../../../src/base/rng.ts'

const DRAWS = 10_000

function draws(seed: number, name: string, count = DRAWS): number[] {
  const stream = seededStream(seed, name)
  return Array.from({ length: count }, () => stream.next())
}

describe('random streams', () => {
  it('repeat themselves for one seed and name', () => {
    expect(draws(7, 'network')).toEqual(draws(7, 'network'))
  })

  it('differ by seed and by name, also where seeds differ above 32 bits', () => {
    const firsts = [
      draws(7, 'network', 1),
      draws(8, 'network', 1),
      draws(7, 'ids', 1),
      draws(7 + 2 ** 40, 'network', 1),
    ]
    expect(new Set(firsts.flat()).size).toBe(4)
  })

  it('are uniform enough: a tenth of the draws in each tenth', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const draw of draws(1, 'uniform'))
      counts[Math.floor(draw * 10)] = (counts[Math.floor(draw * 10)] ?? 0) + 1
    for (const count of counts) expect(Math.abs(count - DRAWS / 10)).toBeLessThan(DRAWS / 50)
  })

  it('give numbers within the asked bounds', () => {
    const stream = seededStream(3, 'bounds')
    for (let count = 0; count < DRAWS; count++) {
      expect(integerBelow(stream, 6)).toBeLessThan(6)
      const number = between(stream, -1, 1)
      expect(number >= -1 && number < 1).toBe(true)
      expect(Math.abs(jittered(stream, 100, 0.1) - 100)).toBeLessThanOrEqual(10)
    }
  })
})
