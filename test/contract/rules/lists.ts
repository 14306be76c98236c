import { describe, expect, it } from '@jest/globals'
import type { ListPosition } from '../../../src/sessions/ports.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { walk, type Servers } from '../contract-servers.ts'

const HOUR_MS = 3_600_000

const idsOf = (sessions: readonly ListPosition[]) => sessions.map((session) => session.sessionId)

/** Newest first; the same start: by descending id. */
function inOrder<T extends ListPosition>(sessions: readonly T[]): T[] {
  return [...sessions].sort((a, b) => b.startedAtMs - a.startedAtMs || (a.sessionId < b.sessionId ? 1 : -1))
}

/** `count` sessions of one user, one after another; three of them share each moment, the last stays active. */
async function sessionsOfOneUser(servers: Servers, userId: string, count: number): Promise<Session[]> {
  const { first, second, command } = servers
  const { nowMs } = command()
  const sessions: Session[] = []
  for (let index = 0; index < count; index++) {
    const server = index % 2 === 0 ? first : second
    const start = command({ userId, nowMs: nowMs + Math.floor(index / 3) })
    const { session } = await server.start(start)
    const ended = index < count - 1 ? await server.exit(start.sessionId, start.nowMs) : undefined
    sessions.push(ended?.session ?? session)
  }
  return inOrder(sessions)
}

/** Active sessions of `count` users in one region, spread over some hours and with shared moments. */
async function sessionsInOneRegion(servers: Servers, region: string, count: number): Promise<Session[]> {
  const { first, second, command } = servers
  const { nowMs } = command()
  const starts = Array.from({ length: count }, (_, index) => {
    const startedAtMs = nowMs - (index % 4) * HOUR_MS + (index % 3)
    return (index % 2 === 0 ? first : second).start(command({ region, nowMs: startedAtMs }))
  })
  const sessions = (await Promise.all(starts)).map((result) => result.session)
  await servers.eventually(
    () => second.activeIn(region),
    (listed) => listed.length === count,
  )
  return inOrder(sessions)
}

export function listRules(servers: () => Servers): void {
  describe("a user's sessions", () => {
    it('[SES-15] come newest first, those of the same moment by descending id', async () => {
      const { first, second, newUser } = servers()
      const userId = newUser()
      const sessions = await sessionsOfOneUser(servers(), userId, 8)
      expect(await first.sessionsOf(userId)).toEqual(sessions)
      expect(await second.sessionsOf(userId)).toEqual(sessions)
    })

    it('[SES-15] can be listed by status', async () => {
      const { first, newUser } = servers()
      const userId = newUser()
      const sessions = await sessionsOfOneUser(servers(), userId, 7)
      for (const status of ['active', 'exited', 'expired'] as const) {
        for (const limit of [2, 100]) {
          const listed = await walk((after) => first.listOfUser({ userId, status, limit, ...after }))
          expect(listed).toEqual(sessions.filter((session) => session.status === status))
        }
      }
    })

    it('[SES-15] come in pages no longer than the limit, whatever it is', async () => {
      const { first, newUser } = servers()
      const userId = newUser()
      const sessions = await sessionsOfOneUser(servers(), userId, 7)
      for (const limit of [1, 3, 7, 100]) {
        const listed = await walk(async (after) => {
          const page = await first.listOfUser({ userId, limit, ...after })
          expect(page.sessions.length).toBeLessThanOrEqual(limit)
          return page
        })
        expect(listed).toEqual(sessions)
      }
    })

    it('[SES-15] are each listed once although sessions start and end between the pages', async () => {
      const { first, second, command, newUser } = servers()
      const userId = newUser()
      const sessions = await sessionsOfOneUser(servers(), userId, 12)
      let active: Session | undefined = sessions.find((session) => session.status === 'active')
      const listed = await walk(
        (after) => first.listOfUser({ userId, limit: 3, ...after }),
        async () => {
          if (!active) throw new Error('the user has an active session')
          await second.exit(active.sessionId, active.startedAtMs + 1)
          const start = command({ userId, nowMs: active.startedAtMs + HOUR_MS })
          active = (await second.start(start)).session
        },
      )
      expect(idsOf(listed)).toEqual(idsOf(sessions))
    })

    it('[SES-15] of an unknown user are none', async () => {
      const { first, newUser } = servers()
      expect(await first.sessionsOf(newUser())).toEqual([])
    })
  })

  describe("a region's active sessions", () => {
    it('[SES-16] come newest first, those of the same moment by descending id, in pages', async () => {
      const { first, newRegion } = servers()
      const region = newRegion()
      const sessions = await sessionsInOneRegion(servers(), region, 20)
      for (const limit of [1, 6, 20, 100]) {
        const listed = await walk(async (after) => {
          const page = await first.listActive({ region, limit, ...after })
          expect(page.sessions.length).toBeLessThanOrEqual(limit)
          return page
        })
        expect(listed).toEqual(sessions)
      }
    })

    it('[SES-16] are counted and listed without the ended ones and those of other regions', async () => {
      const { first, second, command, newRegion, eventually } = servers()
      const region = newRegion()
      const sessions = await sessionsInOneRegion(servers(), region, 9)
      await first.start(command({ region: `${region}-2` }))
      const [left, kept] = [sessions.slice(0, 4), sessions.slice(4)]
      for (const session of left) await second.exit(session.sessionId, session.startedAtMs + 1)
      for (const server of [first, second]) {
        const count = await eventually(
          () => server.countActive(region),
          (value) => value === kept.length,
        )
        expect(count).toBe(kept.length)
        const listed = await eventually(
          () => server.activeIn(region),
          (value) => value.length === kept.length,
        )
        expect(listed).toEqual(kept)
      }
    })

    it('[SES-16] are counted once, however often starts and exits are repeated', async () => {
      const { first, second, command, newRegion, eventually } = servers()
      const region = newRegion()
      const [one, two] = [command({ region }), command({ region })]
      for (const server of [first, second, first]) {
        await server.start(one)
        await server.start(two)
        await server.start(command({ region, userId: one.userId }))
      }
      for (const server of [second, first]) await server.exit(one.sessionId, one.nowMs)
      await second.start(one)
      const count = await eventually(
        () => first.countActive(region),
        (value) => value === 1,
      )
      expect(count).toBe(1)
    })

    it('[SES-16] are each listed once although sessions start and end between the pages', async () => {
      const { first, second, command, newRegion } = servers()
      const region = newRegion()
      const sessions = await sessionsInOneRegion(servers(), region, 16)
      const stay = sessions.filter((_, index) => index % 3 !== 0)
      const leaving = sessions.filter((_, index) => index % 3 === 0)
      const listed = await walk(
        (after) => first.listActive({ region, limit: 3, ...after }),
        async () => {
          // Alternately from both ends: some that were listed already, some that were not.
          const gone = leaving.length % 2 === 0 ? leaving.shift() : leaving.pop()
          if (gone) await second.exit(gone.sessionId, gone.startedAtMs + 1)
          await second.start(command({ region, nowMs: command().nowMs + HOUR_MS }))
        },
      )
      const ids = idsOf(listed)
      expect(ids).toEqual([...new Set(ids)])
      expect(ids.filter((id) => stay.some((session) => session.sessionId === id))).toEqual(idsOf(stay))
    })

    it('[SES-16] of an unknown region are none', async () => {
      const { first, newRegion } = servers()
      const region = newRegion()
      expect(await first.countActive(region)).toBe(0)
      expect(await first.activeIn(region)).toEqual([])
    })
  })
}
