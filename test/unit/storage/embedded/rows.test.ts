import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { ActiveSession, EndedSession } from '../../../../src/sessions/session.ts'
import {
  countBytes,
  countIn,
  pointerBytes,
  pointerIn,
  rowOfRegionList,
  rowOfUserList,
  sessionOfRegion,
  sessionOfUser,
} from '../../../../src/storage/embedded/rows.ts'

const owner = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 128 })
  .filter((text) => text.isWellFormed())
const facts = {
  sessionId: fc.uuid(),
  userId: owner,
  region: owner,
  startedAtMs: fc.maxSafeNat(),
  epoch: fc.nat(2 ** 32 - 1),
  version: fc.nat(2 ** 32 - 1),
}
const active: fc.Arbitrary<ActiveSession> = fc.record({ ...facts, status: fc.constant('active' as const) })
const ended: fc.Arbitrary<EndedSession> = fc.record({
  ...facts,
  status: fc.constantFrom('exited' as const, 'expired' as const),
  exitedAtMs: fc.maxSafeNat(),
})

describe('rows of the embedded store', () => {
  it('[EMB-6] together with their keys give back the session that they were made of', () => {
    fc.assert(
      fc.property(fc.oneof(active, ended), (session) => {
        expect(sessionOfUser(session.userId, session, rowOfUserList(session))).toEqual(session)
      }),
    )
    fc.assert(
      fc.property(active, (session) => {
        expect(sessionOfRegion(session.region, session, rowOfRegionList(session))).toEqual(session)
      }),
    )
  })

  it('[EMB-6] that point to others or count give back what they were made of', () => {
    fc.assert(
      fc.property(fc.record({ startedAtMs: fc.maxSafeNat(), name: owner }), fc.nat(), (pointer, count) => {
        expect(pointerIn(pointerBytes(pointer))).toEqual(pointer)
        expect(countIn(countBytes(count))).toBe(count)
      }),
    )
  })
})
