import { describe, expect, it } from '@jest/globals'
import { SessionIdTakenError } from '../../../src/sessions/errors.ts'
import type { Servers } from '../contract-servers.ts'

export function startAndExitRules(servers: () => Servers): void {
  describe('start', () => {
    it('[SES-10] creates an active session with exactly what the command says', async () => {
      const { first, command } = servers()
      const start = command()
      const expected = {
        sessionId: start.sessionId,
        userId: start.userId,
        region: start.region,
        startedAtMs: start.nowMs,
        status: 'active',
        epoch: 0,
        version: 1,
      }
      expect(await first.start(start)).toEqual({ outcome: 'created', session: expected })
      expect(await first.find(start.sessionId)).toEqual(expected)
    })

    it('[SES-14] is seen at once by another server', async () => {
      const { first, second, command } = servers()
      const start = command()
      const { session } = await first.start(start)
      expect(await second.find(start.sessionId)).toEqual(session)
      expect(await second.sessionsOf(start.userId)).toEqual([session])
    })

    it('[SES-11] of a user with an active session resumes it, at any server and for any region', async () => {
      const { first, second, command, newRegion } = servers()
      const start = command()
      const { session } = await first.start(start)
      for (const server of [first, second]) {
        const again = command({ userId: start.userId, region: newRegion(), nowMs: start.nowMs + 5 })
        expect(await server.start(again)).toEqual({ outcome: 'resumed', session })
        expect(await server.find(again.sessionId)).toBeUndefined()
      }
      expect(await first.sessionsOf(start.userId)).toEqual([session])
    })

    it('[SES-4] repeated with its id gives the same session, whatever the retry says about region and time', async () => {
      const { first, second, command, newRegion } = servers()
      const start = command()
      const { session } = await first.start(start)
      const retry = {
        ...start,
        region: newRegion(),
        nowMs: start.nowMs + 1000,
        idFrom: 'elsewhere' as const,
      }
      expect(await second.start(retry)).toEqual({ outcome: 'repeated', session })
      expect(await first.start(start)).toEqual({ outcome: 'repeated', session })
    })

    it('[SES-4] repeated after the exit gives the ended session and revives nothing', async () => {
      const { first, second, command } = servers()
      const start = command()
      await first.start(start)
      const ended = await first.exit(start.sessionId, start.nowMs + 10)
      for (const server of [second, first]) {
        expect(await server.start({ ...start, nowMs: start.nowMs + 20 })).toEqual({
          outcome: 'repeated',
          session: ended?.session,
        })
      }
      expect(await second.sessionsOf(start.userId)).toEqual([ended?.session])
      expect(await first.start(command({ userId: start.userId }))).toMatchObject({ outcome: 'created' })
    })

    it("[SES-4] repeated after the exit leaves the user's new session alone", async () => {
      const { first, second, command } = servers()
      const old = command()
      await first.start(old)
      await first.exit(old.sessionId, old.nowMs + 1)
      const { session } = await second.start(command({ userId: old.userId, nowMs: old.nowMs + 2 }))
      expect(await first.start(old)).toMatchObject({
        outcome: 'repeated',
        session: { sessionId: old.sessionId, status: 'exited' },
      })
      expect(await first.find(session.sessionId)).toEqual(session)
      expect(await first.start(command({ userId: old.userId }))).toEqual({ outcome: 'resumed', session })
    })

    it('[SES-2] after the exit creates a new session', async () => {
      const { first, second, command } = servers()
      const old = command()
      await first.start(old)
      await second.exit(old.sessionId, old.nowMs + 1)
      const next = command({ userId: old.userId, nowMs: old.nowMs + 2 })
      expect(await first.start(next)).toMatchObject({
        outcome: 'created',
        session: { sessionId: next.sessionId, status: 'active', startedAtMs: next.nowMs, version: 1 },
      })
    })

    it('[SES-18] with an id from elsewhere that no session has creates it', async () => {
      const { first, command } = servers()
      const start = command({ idFrom: 'elsewhere' })
      expect(await first.start(start)).toMatchObject({
        outcome: 'created',
        session: { sessionId: start.sessionId },
      })
      expect(await first.start(start)).toMatchObject({ outcome: 'repeated' })
    })

    it("[SES-18] with an id from elsewhere that is another user's is refused and changes nothing", async () => {
      const { first, second, command } = servers()
      const owner = command()
      const { session } = await first.start(owner)
      const intruder = command({ sessionId: owner.sessionId, idFrom: 'elsewhere' })
      await expect(second.start(intruder)).rejects.toBeInstanceOf(SessionIdTakenError)
      expect(await first.find(owner.sessionId)).toEqual(session)
      expect(await second.sessionsOf(intruder.userId)).toEqual([])

      const ended = await first.exit(owner.sessionId, owner.nowMs + 1)
      await expect(first.start(intruder)).rejects.toBeInstanceOf(SessionIdTakenError)
      expect(await second.find(owner.sessionId)).toEqual(ended?.session)
      expect(await second.start(command({ userId: intruder.userId }))).toMatchObject({ outcome: 'created' })
    })
  })

  describe('exit', () => {
    it('[SES-3] ends the session; every later exit, at any server, repeats the same answer', async () => {
      const { first, second, command } = servers()
      const start = command()
      const { session } = await first.start(start)
      const ended = { ...session, status: 'exited', exitedAtMs: start.nowMs + 50, version: 2 }
      expect(await first.exit(start.sessionId, start.nowMs + 50)).toEqual({
        outcome: 'ended',
        session: ended,
      })
      for (const [server, laterMs] of [
        [second, 5000],
        [first, -5000],
        [second, 0],
      ] as const) {
        const answer = await server.exit(start.sessionId, start.nowMs + laterMs)
        expect(answer).toEqual({ outcome: 'repeated', session: ended })
      }
      expect(await second.find(start.sessionId)).toEqual(ended)
    })

    it('[SES-12] is never before the start, whatever the clock of its server says', async () => {
      const { first, second, command } = servers()
      const start = command()
      await first.start(start)
      const answer = await second.exit(start.sessionId, start.nowMs - 3_600_000)
      expect(answer).toMatchObject({ outcome: 'ended', session: { exitedAtMs: start.nowMs } })
      expect(await first.find(start.sessionId)).toMatchObject({ exitedAtMs: start.nowMs })
    })

    it('[SES-13] and find of an unknown id give nothing', async () => {
      const { first, second, runtime } = servers()
      const unknown = runtime.newId()
      expect(await first.exit(unknown, 1)).toBeUndefined()
      expect(await second.find(unknown)).toBeUndefined()
      expect(await first.find(unknown)).toBeUndefined()
    })
  })
}
