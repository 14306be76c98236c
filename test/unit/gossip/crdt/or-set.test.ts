import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { OrSet } from '../../../../src/gossip/crdt/or-set.ts'

/** The set as its definition says it, with a tag for each addition and a tombstone for each removed tag. */
class NaiveSet {
  readonly tags = new Map<string, string>()
  readonly tombstones = new Set<string>()

  values(): string[] {
    const alive = [...this.tags].filter(([tag]) => !this.tombstones.has(tag))
    return [...new Set(alive.map(([, element]) => element))].sort()
  }

  remove(element: string): void {
    for (const [tag, of] of this.tags) if (of === element) this.tombstones.add(tag)
  }

  take(other: NaiveSet): void {
    for (const [tag, element] of other.tags) this.tags.set(tag, element)
    for (const tag of other.tombstones) this.tombstones.add(tag)
  }
}

const nodes = [0, 1, 2] as const
const at = fc.constantFrom(...nodes)
const element = fc.constantFrom('x', 'y')
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), at, element }),
  fc.record({ kind: fc.constant('remove' as const), at, element }),
  fc.record({ kind: fc.constant('take' as const), at, from: at }),
)

describe('a set', () => {
  it('[CRDT-40] keeps an element that is added and removed at once', () => {
    const base = OrSet.empty.add('a', 'x')
    const [removed, added] = [base.remove('x'), base.add('b', 'x')]
    expect(removed.merge(added).values).toEqual(['x'])
    expect(added.merge(removed).values).toEqual(['x'])
  })

  it('[CRDT-40] does not get back what was removed, from those who have not heard of it', () => {
    const stale = OrSet.empty.add('a', 'x').add('a', 'y')
    const removed = stale.remove('x')
    expect(removed.merge(stale).values).toEqual(['y'])
    expect(stale.merge(removed).values).toEqual(['y'])
  })

  it('[CRDT-41] holds what the definition with tags and tombstones holds, after any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (history) => {
        const real = nodes.map(() => OrSet.empty)
        const naive = nodes.map(() => new NaiveSet())
        for (const [index, move] of history.entries()) {
          const [set, model] = [real[move.at] ?? OrSet.empty, naive[move.at] ?? new NaiveSet()]
          if (move.kind === 'take') {
            real[move.at] = set.merge(real[move.from] ?? OrSet.empty)
            model.take(naive[move.from] ?? new NaiveSet())
          } else if (move.kind === 'add') {
            real[move.at] = set.add(`node-${move.at}`, move.element)
            model.tags.set(`${index}`, move.element)
          } else {
            real[move.at] = set.remove(move.element)
            model.remove(move.element)
          }
          expect(real[move.at]?.values).toEqual(model.values())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('[CRDT-42] does not grow by what has come and gone', () => {
    let set = OrSet.empty.add('a', 'stays')
    const before = set.encode().length
    for (let round = 0; round < 10_000; round++) set = set.add('a', `guest-${round}`).remove(`guest-${round}`)
    expect(set.values).toEqual(['stays'])
    expect(set.encode().length).toBeLessThanOrEqual(before + 2)
  })

  it('[CRDT-42] carries one dot of an element that is added again and again', () => {
    let set = OrSet.empty
    for (let round = 0; round < 100; round++) set = set.add('a', 'x').add('b', 'x')
    expect(set.encode().length).toBeLessThan(20)
  })

  it('[CRDT-4] is not read from bytes in which an element was never added', () => {
    const bytes = OrSet.empty.add('a', 'x').encode()
    expect([...bytes]).toEqual([1, 1, 0x61, 1, 1, 1, 0x78, 1, 0, 1])
    const two = [2, 1, 0x61, 1, 1, 0x62, 1, 2, 1, 0x78, 2, 0, 1, 1, 1, 1, 0x79]
    expect(OrSet.decode(Uint8Array.of(...two, 0))).toBeUndefined()
    expect(OrSet.decode(Uint8Array.of(...two, 1, 0, 1))?.values).toEqual(['x', 'y'])
    expect(OrSet.decode(Uint8Array.of(...bytes.slice(0, -1), 2))).toBeUndefined()
  })

  it('[CRDT-43] takes any text that has a UTF-8 form', () => {
    const set = OrSet.empty.add('a', '').add('a', 'ключ 🔑')
    expect(OrSet.decode(set.encode())?.values).toEqual(['', 'ключ 🔑'])
    expect(() => set.add('a', '\ud800')).toThrow('surrogate')
  })
})
