import { describe, expect, it } from '@jest/globals'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { PnCounter } from '../../../../src/gossip/crdt/pn-counter.ts'

describe('a grow-only counter', () => {
  it('[CRDT-50] is the sum of what each actor counted', () => {
    const left = GCounter.empty.increment('a', 3).increment('a')
    const right = GCounter.empty.increment('b', 5)
    expect(left.merge(right).value).toBe(9)
    expect(left.merge(right).merge(left).increment('a').value).toBe(10)
    expect(GCounter.empty.value).toBe(0)
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('[CRDT-50] does not count %d', (by) => {
    expect(() => GCounter.empty.increment('a', by)).toThrow(RangeError)
  })

  it('[CRDT-50] stays at the greatest exact number', () => {
    const full = GCounter.empty.increment('a', Number.MAX_SAFE_INTEGER)
    expect(() => full.increment('a')).toThrow(RangeError)
    expect(full.increment('b').value).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('a counter', () => {
  it('[CRDT-51] goes up and down and below zero', () => {
    const left = PnCounter.empty.add('a', 2)
    const right = PnCounter.empty.add('b', -5)
    expect(left.merge(right).value).toBe(-3)
    expect(left.merge(right).add('a', -1).merge(left).value).toBe(-4)
  })
})
