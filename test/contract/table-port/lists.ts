import { describe, expect, it } from '@jest/globals'
import type { ListPosition } from '../../../src/sessions/ports.ts'
import type { ActiveSession } from '../../../src/sessions/session.ts'
import type { Bucket } from '../../../src/storage/cassandra/table-port.ts'
import type { Tables } from './tables.ts'

function positions(sessions: readonly ListPosition[]): ListPosition[] {
  return sessions
    .map(({ startedAtMs, sessionId }) => ({ startedAtMs, sessionId }))
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.sessionId < b.sessionId ? 1 : -1))
}

export function listRules({ call, newSession }: Tables): void {
  const begun = (count: number, given: Partial<ActiveSession>) => {
    const { startedAtMs } = newSession()
    // Pairs of equal moments.
    return Array.from({ length: count }, (_, index) =>
      newSession({ ...given, startedAtMs: startedAtMs + 10 * Math.floor(index / 2) }),
    )
  }

  describe('lists', () => {
    it('[SIM-11] the list of a user is newest first, also from a place on, and loses what is taken out', async () => {
      const { userId } = newSession()
      const sessions = begun(6, { userId })
      for (const session of sessions) {
        await call((tables) => tables.write([{ table: 'sessions_by_user', session }], 100))
      }
      const page = (limit: number, after?: ListPosition) =>
        call((tables) => tables.readUserPage(userId, limit, after))
      const expected = positions(sessions)
      expect(await page(10)).toEqual(expected)
      expect(await page(3)).toEqual(expected.slice(0, 3))
      expect(await page(3, expected[2])).toEqual(expected.slice(3))
      const [gone] = expected
      if (!gone) throw new Error('the list is empty')
      const takeOut = (timestampUs: number) =>
        call((tables) => tables.write([{ table: 'sessions_by_user', userId, gone }], timestampUs))
      await takeOut(99)
      expect(await page(10)).toEqual(expected)
      await takeOut(101)
      expect(await page(10)).toEqual(expected.slice(1))
    })

    it('[SIM-11] a bucket of the active list likewise, with its count', async () => {
      const { region } = newSession()
      const bucket: Bucket = { region, hour: 7, shard: 3 }
      const sessions = begun(4, { region })
      const rows = sessions.map((session) => ({ table: 'active_sessions', bucket, session }) as const)
      await call((tables) => tables.write(rows, 100))
      const page = (limit: number, after?: ListPosition) =>
        call((tables) => tables.readActivePage(bucket, limit, after))
      const expected = positions(sessions)
      const found = await page(10)
      expect(positions(found)).toEqual(expected)
      expect(found.map(({ sessionId }) => sessionId)).toEqual(expected.map(({ sessionId }) => sessionId))
      expect(found.map(({ userId }) => userId).toSorted()).toEqual(
        sessions.map(({ userId }) => userId).toSorted(),
      )
      expect(positions(await page(2, expected[0]))).toEqual(expected.slice(1, 3))
      const [gone] = expected
      if (!gone) throw new Error('the list is empty')
      await call((tables) => tables.write([{ table: 'active_sessions', bucket, gone }], 101))
      expect(await call((tables) => tables.countActive(bucket))).toBe(3)
      expect(await call((tables) => tables.countActive({ ...bucket, shard: 4 }))).toBe(0)
      // The row as it was before comes late.
      await call((tables) => tables.write(rows, 100))
      expect(await call((tables) => tables.countActive(bucket))).toBe(3)
    })

    it('[SIM-11] of an entry that is written and removed with one timestamp the removal stays', async () => {
      const session = newSession()
      const bucket: Bucket = { region: session.region, hour: 7, shard: 3 }
      await call((tables) => tables.write([{ table: 'active_sessions', bucket, gone: session }], 100))
      await call((tables) => tables.write([{ table: 'active_sessions', bucket, session }], 100))
      expect(await call((tables) => tables.countActive(bucket))).toBe(0)
    })

    it('[SIM-11] hours are newest first; a removal from before a mark leaves it', async () => {
      const { region } = newSession()
      const mark = (hour: number, present: boolean, timestampUs: number) =>
        call((tables) =>
          tables.write([{ table: 'active_session_hours', region, hour, present }], timestampUs),
        )
      for (const hour of [5, 7, 6]) await mark(hour, true, 100)
      const hours = () => call((tables) => tables.readHours(region))
      expect(await hours()).toEqual([7, 6, 5])
      await mark(6, false, 99)
      await mark(5, false, 101)
      expect(await hours()).toEqual([7, 6])
      expect(await call((tables) => tables.readRegions())).toContain(region)
    })
  })
}
