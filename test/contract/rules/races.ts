import { describe, expect, it } from '@jest/globals'
import { between, integerBelow } from '../../../src/base/rng.ts'
import type { Servers } from '../contract-servers.ts'
import { times } from './parallel.ts'

const PARALLEL = 200

export function raceRules(servers: () => Servers): void {
  describe('races', () => {
    it(`[SES-2] ${PARALLEL} starts of one user at two servers create one session, and all get it`, async () => {
      const { first, second, command, newUser } = servers()
      const userId = newUser()
      const results = await Promise.all(
        times(PARALLEL, (index) => (index % 2 === 0 ? first : second).start(command({ userId }))),
      )
      const created = results.filter((result) => result.outcome === 'created')
      expect(created).toHaveLength(1)
      const session = created[0]?.session
      expect(results.filter((result) => result.outcome === 'resumed')).toHaveLength(PARALLEL - 1)
      for (const result of results) expect(result.session).toEqual(session)
      expect(await second.sessionsOf(userId)).toEqual([session])
    })

    it('[SES-2] starts of many users at two servers at once create one session for each', async () => {
      const { first, second, command, newRegion, eventually } = servers()
      const region = newRegion()
      const users = times(60, () => servers().newUser())
      const results = await Promise.all(
        users.map(async (userId) => {
          const pair = await Promise.all([
            first.start(command({ userId, region })),
            second.start(command({ userId, region })),
          ])
          return pair.map((result) => result.outcome).sort()
        }),
      )
      for (const outcomes of results) expect(outcomes).toEqual(['created', 'resumed'])
      const count = await eventually(
        () => first.countActive(region),
        (value) => value === users.length,
      )
      expect(count).toBe(users.length)
    })

    it('[SES-4] 50 starts with one id create it once and repeat it 49 times', async () => {
      const { first, second, command } = servers()
      const start = command()
      const results = await Promise.all(
        times(50, (index) => (index % 2 === 0 ? first : second).start({ ...start })),
      )
      expect(results.filter((result) => result.outcome === 'created')).toHaveLength(1)
      expect(results.filter((result) => result.outcome === 'repeated')).toHaveLength(49)
      for (const result of results) expect(result.session).toEqual(results[0]?.session)
    })

    it(`[SES-3] ${PARALLEL} exits of one session at two servers end it once, all at the same moment`, async () => {
      const { first, second, command } = servers()
      const start = command()
      await first.start(start)
      const results = await Promise.all(
        times(PARALLEL, (index) =>
          (index % 2 === 0 ? first : second).exit(start.sessionId, start.nowMs + index),
        ),
      )
      expect(results.filter((result) => result?.outcome === 'ended')).toHaveLength(1)
      const session = await second.find(start.sessionId)
      expect(session).toMatchObject({ status: 'exited', version: 2 })
      for (const result of results) expect(result?.session).toEqual(session)
    })

    it('[SES-2] a start racing an exit either resumes the session that then ends or creates the next one', async () => {
      const { first, second, command } = servers()
      await Promise.all(
        times(25, async () => {
          const old = command()
          await first.start(old)
          const next = command({ userId: old.userId, nowMs: old.nowMs + 1 })
          const [started, ended] = await Promise.all([
            second.start(next),
            first.exit(old.sessionId, old.nowMs + 1),
          ])
          expect(ended).toMatchObject({ outcome: 'ended' })
          const expected =
            started.outcome === 'created' ? [started.session, ended?.session] : [ended?.session]
          expect(started.session.sessionId).toBe(
            started.outcome === 'created' ? next.sessionId : old.sessionId,
          )
          expect(await first.sessionsOf(old.userId)).toEqual(expected)
        }),
      )
    })

    it('[SES-2] a storm of starts, retries and exits leaves at most one active session of each user', async () => {
      const { first, second, command, newUser, newRegion, runtime, eventually } = servers()
      const random = runtime.random('contract-storm')
      const region = newRegion()
      const users = times(8, newUser)
      await Promise.all(
        users.map(async (userId) => {
          const ids: string[] = []
          const exits = new Map<string, Set<number>>()
          const step = async () => {
            const server = random.next() < 0.5 ? first : second
            const id = ids[integerBelow(random, ids.length)]
            const nowMs = command().nowMs + Math.floor(between(random, -5, 5))
            if (id !== undefined && random.next() < 0.4) {
              const answer = await server.exit(id, nowMs)
              const seen = exits.get(id) ?? new Set()
              if (answer) exits.set(id, seen.add(answer.session.exitedAtMs))
              return
            }
            const retried = id !== undefined && random.next() < 0.2 ? { sessionId: id } : {}
            const { session } = await server.start(command({ userId, region, nowMs, ...retried }))
            ids.push(session.sessionId)
          }
          for (let round = 0; round < 6; round++) await Promise.all(times(5, step))
          const sessions = await first.sessionsOf(userId)
          expect(sessions.filter((session) => session.status === 'active').length).toBeLessThanOrEqual(1)
          expect(new Set(sessions.map((session) => session.sessionId))).toEqual(new Set(ids))
          for (const session of sessions) {
            expect(await second.find(session.sessionId)).toEqual(session)
            if (session.status === 'active') continue
            expect([...(exits.get(session.sessionId) ?? [])]).toEqual([session.exitedAtMs])
          }
        }),
      )
      const active = (await Promise.all(users.map((userId) => first.sessionsOf(userId))))
        .flat()
        .filter((session) => session.status === 'active')
      const count = await eventually(
        () => second.countActive(region),
        (value) => value === active.length,
      )
      expect(count).toBe(active.length)
    })
  })
}
