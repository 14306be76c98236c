import { describe, expect, it } from '@jest/globals'
import { BIRTH_TIMESTAMP_US } from '../../../src/storage/cassandra/table-port.ts'
import { ended, endedRow, type Tables } from './tables.ts'

export function plainWriteRules({ call, newSession, newOperation }: Tables): void {
  const publicRow = (sessionId: string) => call((tables) => tables.readPublicRow(sessionId, 'quorum'))

  describe('plain writes', () => {
    it('[SIM-11] a row of the public table is absent until it is written', async () => {
      const session = newSession()
      expect(await publicRow(session.sessionId)).toBeUndefined()
      await call((tables) => tables.write([{ table: 'sessions', session }], 1_000))
      const { sessionId, userId, region, startedAtMs } = session
      expect(await publicRow(sessionId)).toEqual({
        sessionId,
        userId,
        region,
        startedAtMs,
        status: 'active',
        exitedAtMs: undefined,
        version: 1,
        writtenAtUs: 1_000,
      })
      expect(await call((tables) => tables.readPublicRow(sessionId, 'plain'))).toBeDefined()
    })

    it('[SIM-11] of two writes the higher timestamp stays, in any order', async () => {
      for (const order of [
        [1, 2],
        [2, 1],
      ]) {
        const session = newSession()
        const end = ended(session)
        for (const version of order) {
          const row = version === 1 ? session : end
          await call((tables) => tables.write([{ table: 'sessions', session: row }], 1_000 + version))
        }
        expect(await publicRow(session.sessionId)).toMatchObject({
          status: 'exited',
          exitedAtMs: end.exitedAtMs,
          version: 2,
          writtenAtUs: 1_002,
        })
      }
    })

    it('[SIM-11] a birth is seen, holds no slot, and loses to every decision', async () => {
      const row = { session: newSession(), startedBy: newOperation() }
      const { userId, sessionId } = row.session
      const bear = () =>
        call((tables) => tables.write([{ table: 'user_sessions', birth: row }], BIRTH_TIMESTAMP_US))
      const view = () => call((tables) => tables.readUserSessions(userId, [sessionId], 'serial'))
      const slot = { activeSessionId: undefined, lastSessionId: undefined }
      await bear()
      expect(await view()).toEqual({ slot, rows: [row] })
      const to = endedRow(row, newOperation())
      const end = { to, ifVersion: 1, slot: { kind: 'keep' } } as const
      expect(await call((tables) => tables.decide(end))).toEqual({ kind: 'applied' })
      await bear()
      expect(await view()).toEqual({ slot, rows: [to] })
    })

    it('[SIM-11] a birth that comes after a conditional start of the same session changes nothing', async () => {
      const session = newSession()
      const decided = { session, startedBy: newOperation() }
      const take = { kind: 'take', seen: { activeSessionId: undefined, lastSessionId: undefined } } as const
      await call((tables) => tables.decide({ to: decided, slot: take }))
      const birth = {
        session: { ...session, region: 'elsewhere', startedAtMs: session.startedAtMs + 5 },
        startedBy: newOperation(),
      }
      await call((tables) => tables.write([{ table: 'user_sessions', birth }], BIRTH_TIMESTAMP_US))
      const { rows } = await call((tables) =>
        tables.readUserSessions(session.userId, [session.sessionId], 'serial'),
      )
      expect(rows).toEqual([decided])
    })

    it('[SIM-11] a reading of the whole authority meets each session once', async () => {
      const userId = `user-${newOperation()}`
      const mine = Array.from({ length: 5 }, () => newSession({ userId }))
      for (const session of mine) {
        const birth = { session, startedBy: newOperation() }
        await call((tables) => tables.write([{ table: 'user_sessions', birth }], BIRTH_TIMESTAMP_US))
      }
      const met: string[] = []
      let after: string | undefined
      do {
        const page = await call((tables) => tables.readAuthorityPage(2, after))
        met.push(...page.rows.map(({ session }) => session.sessionId))
        after = page.next
      } while (after !== undefined)
      expect(new Set(met).size).toBe(met.length)
      expect(met).toEqual(expect.arrayContaining(mine.map(({ sessionId }) => sessionId)))
    })
  })
}
