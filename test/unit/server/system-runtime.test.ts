import { afterEach, describe, expect, it } from '@jest/globals'
import type { Deadline } from '../../../src/base/deadline.ts'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { ExpirySweep } from '../../../src/sessions/expiry-sweep.ts'
import { expiresAtMs } from '../../../src/sessions/expiry.ts'
import { GameService } from '../../../src/sessions/game-service.ts'
import type { SessionRules } from '../../../src/sessions/rules.ts'
import { isSessionId } from '../../../src/sessions/session-id.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { systemRuntime } from '../../../src/server/system-runtime.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { noSessionEvents, noStoreEvents } from '../../support/no-events.ts'
import { requestContext } from '../../support/request-context.ts'

/** The wall clock as programs of this machine see it, set by hours while time itself goes on. */

const HOUR_MS = 3_600_000
/** Longer than this whole file takes, and much shorter than a jump. */
const A_WHILE_MS = 10 * 60_000

const machinesNow = Date.now
function setClock(byMs: number): void {
  Date.now = () => machinesNow() + byMs
}
const deadlines: Deadline[] = []
afterEach(() => {
  Date.now = machinesNow
  for (const deadline of deadlines.splice(0)) deadline.dispose()
})

const RULES: SessionRules = { policy: 'allow', ttlMs: A_WHILE_MS }

function newServer() {
  const jumps: number[] = []
  const runtime = systemRuntime((jumpMs) => jumps.push(jumpMs))
  const data = new MemorySessionData()
  const store = new MemorySessionStore(data, RULES, runtime, noStoreEvents)
  const games = new GameService(store, runtime, 'eu', noSessionEvents)
  const context = () => {
    const made = requestContext(runtime)
    deadlines.push(made.deadline)
    return made
  }
  return {
    runtime,
    jumps,
    start: async (userId: string): Promise<Session> => {
      const named = { sessionId: runtime.newId(), sessionIdFrom: 'here', mayRepeat: false } as const
      return (await games.start({ userId, ...named }, context())).session
    },
    exit: (id: string) => games.exit(id, context()),
    keepAlive: (id: string) => games.keepAlive(id, context()),
    find: (id: string) => games.find(id, context()),
    list: async (userId: string) => (await games.listOfUser({ userId, limit: 10 }, context())).sessions,
    sweep: async () => {
      const sweep = new ExpirySweep(store, runtime, 'eu', RULES, silentLogger)
      sweep.start()
      await sweep.stop()
    },
  }
}

describe.each([HOUR_MS, -HOUR_MS])('a machine whose clock is set by %d ms', (jumpMs) => {
  it('[SES-29] tells it once, and its servers’ time never goes back', () => {
    const { runtime, jumps } = newServer()
    let lastMs = runtime.wallNowMs()
    for (const byMs of [0, jumpMs, jumpMs, jumpMs]) {
      setClock(byMs)
      const nowMs = runtime.wallNowMs()
      expect(nowMs).toBeGreaterThanOrEqual(lastMs)
      lastMs = nowMs
    }
    expect(jumps.map((ms) => Math.round(ms / HOUR_MS))).toEqual([jumpMs / HOUR_MS])
    const certainMs = lastMs - runtime.clockDoubtMs()
    expect(certainMs).toBeLessThanOrEqual(machinesNow() + Math.min(0, jumpMs))
    expect(lastMs).toBeGreaterThanOrEqual(Math.max(0, jumpMs) + machinesNow() - A_WHILE_MS)
  })

  it('[SES-29] keeps its deadlines and its waits', async () => {
    const { runtime } = newServer()
    const deadline = runtime.deadline(A_WHILE_MS)
    const beganMs = runtime.monotonicNowMs()
    setClock(jumpMs)
    await runtime.sleep(1)
    expect(deadline.expired).toBe(false)
    expect(deadline.remainingMs()).toBeGreaterThan(0)
    expect(deadline.remainingMs()).toBeLessThanOrEqual(A_WHILE_MS)
    expect(runtime.monotonicNowMs() - beganMs).toBeGreaterThanOrEqual(0)
    expect(runtime.monotonicNowMs() - beganMs).toBeLessThan(A_WHILE_MS)
    deadline.dispose()
  })

  it('[SES-29] ends no session early, at whatever it is asked', async () => {
    const server = newServer()
    const { sessionId } = await server.start('u')
    setClock(jumpMs)
    await server.sweep()
    expect((await server.find(sessionId)).status).toBe('active')
    const { session, expiresAtMs: endMs = 0 } = await server.keepAlive(sessionId)
    expect(session.status).toBe('active')
    expect(endMs).toBeGreaterThanOrEqual(
      expiresAtMs({ session: { ...session, status: 'active' } }, RULES) ?? 0,
    )
    await server.sweep()
    expect((await server.exit(sessionId)).status).toBe('exited')
  })

  it('[SES-29] keeps sessions in the order of their starts, and ends after starts', async () => {
    const server = newServer()
    const ids: string[] = []
    const sessions: Session[] = []
    for (const byMs of [0, jumpMs, 0, -jumpMs]) {
      setClock(byMs)
      const session = await server.start('u')
      ids.push(session.sessionId)
      sessions.push(session)
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every(isSessionId)).toBe(true)
    const times = sessions.map(({ startedAtMs }) => startedAtMs)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect((await server.list('u')).map(({ startedAtMs }) => startedAtMs)).toEqual(times.toReversed())
    for (const { sessionId, startedAtMs } of sessions) {
      const { exitedAtMs } = await server.exit(sessionId)
      expect(exitedAtMs).toBeGreaterThanOrEqual(startedAtMs)
      expect((await server.exit(sessionId)).exitedAtMs).toBe(exitedAtMs)
    }
  })
})
