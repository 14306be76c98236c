import { describe, expect, it } from '@jest/globals'
import type { ActiveSession } from '../../../src/sessions/session.ts'
import { type AuthorityRow, EMPTY_SLOT } from '../../../src/storage/cassandra/table-port.ts'
import { endedRow, type Tables } from './tables.ts'

type ActiveRow = AuthorityRow & { session: ActiveSession }

export function decisionRules({ call, newSession, newOperation }: Tables): void {
  const viewOf = ({ userId, sessionId }: ActiveSession, ...more: string[]) =>
    call((tables) => tables.readUserSessions(userId, [sessionId, ...more], 'serial'))
  const take = (row: ActiveRow, seen = EMPTY_SLOT) =>
    call((tables) => tables.decide({ to: row, slot: { kind: 'take', seen } }))
  const newRow = (given?: Partial<ActiveSession>): ActiveRow => ({
    session: newSession(given),
    startedBy: newOperation(),
  })
  const started = async () => {
    const row = newRow()
    expect(await take(row)).toEqual({ kind: 'applied' })
    return row
  }

  describe('decisions', () => {
    it('[SIM-10] nobody has a slot or a session before the first start', async () => {
      const { userId, sessionId } = newSession()
      for (const level of ['plain', 'quorum', 'serial'] as const) {
        expect(await call((tables) => tables.readSlot(userId, level))).toEqual(EMPTY_SLOT)
        expect(await call((tables) => tables.readUserSessions(userId, [sessionId], level))).toEqual({
          rows: [],
        })
      }
    })

    it('[SIM-10] a start takes the empty slot and is seen with its operation', async () => {
      const row = await started()
      const { sessionId } = row.session
      expect(await viewOf(row.session)).toEqual({
        slot: { activeSessionId: sessionId, lastSessionId: sessionId },
        rows: [row],
      })
    })

    it('[SIM-10] a second start on the same state of the slot is refused and told the slot', async () => {
      const row = await started()
      const { sessionId, userId } = row.session
      const slot = { activeSessionId: sessionId, lastSessionId: sessionId }
      const other = newRow({ userId })
      expect(await take(other)).toEqual({ kind: 'refused', slot })
      expect(await viewOf(other.session, sessionId)).toEqual({ slot, rows: [row] })
    })

    it('[SIM-10] a start of a session that exists is refused, whatever the slot', async () => {
      const row = await started()
      const { sessionId, userId } = row.session
      const seen = { activeSessionId: sessionId, lastSessionId: sessionId }
      const again = { ...row, startedBy: newOperation() }
      expect((await take(again, seen)).kind).toBe('refused')
      expect((await call((tables) => tables.readUserSessions(userId, [sessionId], 'serial'))).rows).toEqual([
        row,
      ])
    })

    it('[SIM-10] an end frees the slot, which remembers its last session', async () => {
      const row = await started()
      const { sessionId } = row.session
      const to = endedRow(row, newOperation())
      expect(await call((tables) => tables.decide({ to, ifVersion: 1, slot: { kind: 'free' } }))).toEqual({
        kind: 'applied',
      })
      const slot = { activeSessionId: undefined, lastSessionId: sessionId }
      expect(await viewOf(row.session)).toEqual({ slot, rows: [to] })
      expect(await call((tables) => tables.readSlot(row.session.userId, 'serial'))).toEqual(slot)
    })

    it('[SIM-10] an end of another version is refused, and one of a session that does not hold the slot', async () => {
      const row = await started()
      const to = endedRow(row, newOperation())
      const end = (ifVersion: number, kind: 'free' | 'keep') =>
        call((tables) => tables.decide({ to, ifVersion, slot: { kind } }))
      expect((await end(2, 'free')).kind).toBe('refused')
      expect(await end(2, 'keep')).toEqual({ kind: 'refused' })
      expect((await end(1, 'free')).kind).toBe('applied')
      expect((await end(1, 'free')).kind).toBe('refused')
    })

    it('[SIM-10] a start that was decided before the last one ended is refused', async () => {
      const row = await started()
      await call((tables) =>
        tables.decide({ to: endedRow(row, newOperation()), ifVersion: 1, slot: { kind: 'free' } }),
      )
      expect((await take(newRow({ userId: row.session.userId }))).kind).toBe('refused')
    })

    it('[SIM-10] a start ends the holder of the slot in the same step', async () => {
      const row = await started()
      const { sessionId, userId } = row.session
      const seen = { activeSessionId: sessionId, lastSessionId: sessionId }
      const next = newRow({ userId })
      const ends = endedRow(row, newOperation())
      const decision = { to: next, ends, slot: { kind: 'take' as const, seen } }
      expect(await call((tables) => tables.decide(decision))).toEqual({ kind: 'applied' })
      const { slot, rows } = await viewOf(next.session, sessionId)
      expect(slot?.activeSessionId).toBe(next.session.sessionId)
      expect(rows).toHaveLength(2)
      expect(rows).toContainEqual(ends)
      expect(rows).toContainEqual(next)
    })

    it('[SIM-10] all of a decision or nothing: the holder is at another version', async () => {
      const row = await started()
      const { sessionId, userId } = row.session
      const seen = { activeSessionId: sessionId, lastSessionId: sessionId }
      const next = newRow({ userId })
      const ends = endedRow({ ...row, session: { ...row.session, version: 2 } }, newOperation())
      const decision = { to: next, ends, slot: { kind: 'take' as const, seen } }
      expect((await call((tables) => tables.decide(decision))).kind).toBe('refused')
      expect(await viewOf(next.session, sessionId)).toEqual({ slot: seen, rows: [row] })
    })

    it('[SIM-10] a session that was marked as kept ends only for who has seen the mark', async () => {
      const row = await started()
      const keptBy = newOperation()
      const marked = { ...row, keptBy }
      expect(await call((tables) => tables.markKept(row, keptBy))).toEqual({ kind: 'applied' })
      expect((await viewOf(row.session)).rows).toEqual([marked])
      const end = (to: AuthorityRow) =>
        call((tables) => tables.decide({ to, ifVersion: 1, slot: { kind: 'free' } }))
      expect((await end(endedRow(row, newOperation()))).kind).toBe('refused')
      expect((await end(endedRow(marked, newOperation()))).kind).toBe('applied')
    })

    it('[SIM-10] only an active session that is there is marked as kept', async () => {
      const unknown = newRow()
      const mark = (row: AuthorityRow) => call((tables) => tables.markKept(row, newOperation()))
      expect((await mark(unknown)).kind).toBe('refused')
      expect((await viewOf(unknown.session)).rows).toEqual([])
      const row = await started()
      const to = endedRow(row, newOperation())
      await call((tables) => tables.decide({ to, ifVersion: 1, slot: { kind: 'free' } }))
      expect((await mark(row)).kind).toBe('refused')
      expect((await mark(to)).kind).toBe('refused')
    })
  })
}
