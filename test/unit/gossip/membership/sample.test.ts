import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { ProbeOrder } from '../../../../src/gossip/membership/probe-order.ts'
import { sample, shuffled } from '../../../../src/gossip/membership/sample.ts'

/** 99.9 % of uniform draws stay below, by degrees of freedom. */
const CHI_SQUARE_LIMIT = { 9: 27.88, 23: 49.73 }

function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('random choice', () => {
  it('[MEMB-37] takes different members, all of them if there are no more, and leaves the list alone', () => {
    const random = seededStream(1, 'choice')
    const list = ['a', 'b', 'c', 'd', 'e']
    for (let round = 0; round < 200; round++) {
      for (const count of [0, 1, 3, 5, 9]) {
        const taken = sample(random, list, count)
        expect(taken).toHaveLength(Math.min(count, 5))
        expect(new Set(taken).size).toBe(taken.length)
      }
    }
    expect(list).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('[MEMB-38] prefers nobody and no order', () => {
    const random = seededStream(2, 'choice')
    const list = Array.from({ length: 10 }, (_, index) => index)
    const chosen = list.map(() => 0)
    for (let round = 0; round < 20_000; round++)
      for (const index of sample(random, list, 3)) chosen[index] = (chosen[index] ?? 0) + 1
    expect(chiSquare(chosen)).toBeLessThan(CHI_SQUARE_LIMIT[9])
    const orders = new Map<string, number>()
    for (let round = 0; round < 24_000; round++) {
      const order = shuffled(random, ['a', 'b', 'c', 'd']).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(24)
    expect(chiSquare([...orders.values()])).toBeLessThan(CHI_SQUARE_LIMIT[23])
  })
})

describe('the order of probes', () => {
  it('[MEMB-39] names everybody once per round, newcomers in the current one', () => {
    const order = new ProbeOrder(seededStream(3, 'order'))
    expect(order.next()).toBeUndefined()
    for (const name of ['a', 'b', 'c', 'd']) order.add(name)
    const first = [order.next(), order.next()]
    order.add('e')
    order.add('e')
    const rest = [order.next(), order.next(), order.next()]
    expect(new Set([...first, ...rest])).toEqual(new Set(['a', 'b', 'c', 'd', 'e']))
    order.remove('c')
    const second = Array.from({ length: 4 }, () => order.next())
    expect(new Set(second)).toEqual(new Set(['a', 'b', 'd', 'e']))
  })
})
