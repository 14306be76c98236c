import { describe, expect, it } from '@jest/globals'
import { type Json, jsonCodec } from '../../../../src/gossip/crdt/codecs.ts'
import { MvRegister } from '../../../../src/gossip/crdt/mv-register.ts'
import { VectorClock } from '../../../../src/gossip/crdt/vector-clock.ts'

describe('vector clocks', () => {
  it('[CRDT-30] tell before, after, equal and concurrent apart', () => {
    const clock = VectorClock.of({ a: 2, b: 1 })
    expect(clock.compare(VectorClock.of({ b: 1, a: 2 }))).toBe('equal')
    expect(clock.compare(VectorClock.of({ a: 2, b: 1, c: 1 }))).toBe('before')
    expect(clock.compare(VectorClock.of({ a: 1, b: 1 }))).toBe('after')
    expect(clock.compare(VectorClock.of({ a: 1, b: 2 }))).toBe('concurrent')
    expect(VectorClock.empty.compare(clock)).toBe('before')
  })

  it('[CRDT-30] grow with each step and with what they merge', () => {
    const [left, right] = [VectorClock.empty.increment('a'), VectorClock.empty.increment('b')]
    expect(left.compare(right)).toBe('concurrent')
    const merged = left.merge(right)
    expect([merged.compare(left), merged.compare(right)]).toEqual(['after', 'after'])
    expect(merged.increment('a').compare(merged)).toBe('after')
  })
})

describe('a register with siblings', () => {
  const base = MvRegister.empty<Json>(jsonCodec).write('a', 'first')

  it('[CRDT-31] keeps concurrent writes side by side', () => {
    const [left, right] = [base.write('a', 'left'), base.write('b', 'right')]
    expect(left.clock.compare(right.clock)).toBe('concurrent')
    expect(left.merge(right).values).toEqual(['left', 'right'])
    expect(right.merge(left).values).toEqual(['left', 'right'])
  })

  it('[CRDT-31] lets a write that knows of another replace it, without any clock', () => {
    const later = base.merge(MvRegister.empty(jsonCodec)).write('b', 'second')
    expect(base.merge(later).values).toEqual(['second'])
    expect(later.merge(base).values).toEqual(['second'])
  })

  it('[CRDT-31] lets the application merge the siblings', () => {
    const both = base.write('a', 3).merge(base.write('b', 4))
    const sum = both.resolve('c', (values) =>
      values.reduce<number>((total, value) => total + Number(value), 0),
    )
    expect(sum.values).toEqual([7])
    expect(both.merge(sum).values).toEqual([7])
    expect(sum.resolve('c', () => 'not asked').values).toEqual([7])
  })

  it('[CRDT-31] cleared, keeps only what the one who cleared it had not seen', () => {
    const [left, right] = [base.clear(), base.write('b', 'unseen')]
    expect(base.merge(left).values).toEqual([])
    expect(left.merge(right).values).toEqual(['unseen'])
  })
})
