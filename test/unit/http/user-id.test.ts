import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { userId } from '../../../src/http/schema/session.ts'
import { isUserId } from '../../../src/sessions/session.ts'

/** What lets a request in and what the domain insists on are two checks: the second must never fail after the first. */
describe('user ids', () => {
  it('[HTTP-4] whatever the schema takes, the domain takes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 140 }),
      fc.string({ unit: 'grapheme', maxLength: 140 }),
      fc
        .tuple(fc.constantFrom('a', '\u4e16', '\u{1f600}'), fc.integer({ min: 1, max: 270 }))
        .map(([unit, count]) => unit.repeat(count)),
    )
    fc.assert(
      fc.property(text, (candidate) => !userId.safeParse(candidate).success || isUserId(candidate)),
      { numRuns: 2_000 },
    )
  })

  it.each([64, 65, 128])('[HTTP-4] %d characters of two code units are a user id everywhere', (count) => {
    const text = '\u{1f600}'.repeat(count)
    expect([userId.safeParse(text).success, isUserId(text)]).toEqual([true, true])
  })

  it('[HTTP-4] 129 characters are none anywhere, whatever they are made of', () => {
    for (const unit of ['a', '\u4e16', '\u{1f600}']) {
      const text = unit.repeat(129)
      expect([userId.safeParse(text).success, isUserId(text)]).toEqual([false, false])
    }
  })
})
