import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { ListPosition } from '../../../../src/sessions/ports.ts'
import { endOfList, listKey, ownerKey, positionIn } from '../../../../src/storage/embedded/keys.ts'

const owner = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 128 })
  .filter((text) => text.isWellFormed())
const position = fc.record({
  startedAtMs: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 3 })),
  sessionId: fc.oneof(fc.uuid(), fc.constantFrom('00000000-0000-4000-8000-000000000000')),
})

function oldestFirst(a: ListPosition, b: ListPosition): number {
  if (a.startedAtMs !== b.startedAtMs) return a.startedAtMs - b.startedAtMs
  return a.sessionId < b.sessionId ? -1 : Number(a.sessionId > b.sessionId)
}

describe('keys of the embedded store', () => {
  it("[EMB-6] order an owner's sessions by start, then by id, between the bare owner and its end", () => {
    fc.assert(
      fc.property(owner, position, position, (name, a, b) => {
        const [left, right] = [listKey(name, a), listKey(name, b)]
        expect(Math.sign(left.compare(right))).toBe(Math.sign(oldestFirst(a, b)))
        expect(ownerKey(name).compare(left)).toBe(-1)
        expect(left.compare(endOfList(name))).toBe(-1)
      }),
    )
  })

  it('[EMB-6] give back the position that they were made of', () => {
    fc.assert(
      fc.property(owner, position, (name, at) => {
        expect(positionIn(listKey(name, at))).toEqual(at)
      }),
    )
  })

  it('[EMB-6] of two owners never lie between those of one', () => {
    fc.assert(
      fc.property(owner, owner, position, (name, other, at) => {
        fc.pre(name !== other)
        const key = listKey(other, at)
        const within = key.compare(ownerKey(name)) >= 0 && key.compare(endOfList(name)) <= 0
        expect(within).toBe(false)
      }),
    )
    const prefixes = ['a', 'a\u0000', 'ab', 'a\u0000b']
    for (const one of prefixes) {
      for (const two of prefixes.filter((name) => name !== one)) {
        const key = ownerKey(two)
        expect(key.compare(ownerKey(one)) > 0 && key.compare(endOfList(one)) < 0).toBe(false)
      }
    }
  })

  it('[EMB-6] of the longest user id fit into LMDB', () => {
    const LONGEST_KEY = 1978
    const key = listKey('\u4e16'.repeat(128), { startedAtMs: 0, sessionId: '0'.repeat(36) })
    expect(key.length).toBeLessThan(LONGEST_KEY)
  })
})
