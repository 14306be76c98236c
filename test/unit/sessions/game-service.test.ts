import { describe, expect, it } from '@jest/globals'
import { SessionEndedError, SessionNotFoundError } from '../../../src/sessions/errors.ts'
import { GameService } from '../../../src/sessions/game-service.ts'
import { DEFAULT_RULES, type SessionRules } from '../../../src/sessions/rules.ts'
import { sessionIdForKey } from '../../../src/sessions/session-id.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { noStoreEvents } from '../../support/no-events.ts'
import { requestContext } from '../../support/request-context.ts'

function newService(region = 'eu', rules: SessionRules = DEFAULT_RULES) {
  const { runtime, advance } = manualRuntime()
  const told: string[] = []
  const store = new MemorySessionStore(new MemorySessionData(), rules, runtime, noStoreEvents)
  const service = new GameService(store, runtime, region, {
    sessionStarted: (outcome) => told.push(`started: ${outcome}`),
    sessionExited: (outcome) => told.push(`exited: ${outcome}`),
    sessionReplaced: () => told.push('replaced'),
  })
  const context = () => requestContext(runtime)
  const start = (userId: string) =>
    service.start({ userId, sessionId: runtime.newId(), sessionIdFrom: 'here', mayRepeat: false }, context())
  return { service, start, context, advance, runtime, told }
}

describe('game service', () => {
  it('starts sessions in its own region, at the time of its clock', async () => {
    const { start, runtime } = newService('us')
    const { session } = await start('ann')
    expect(session).toMatchObject({
      userId: 'ann',
      region: 'us',
      startedAtMs: runtime.wallNowMs(),
      status: 'active',
    })
  })

  it('[SES-23] tells operators of a session that was replaced', async () => {
    const { start, told } = newService('eu', { policy: 'replace', ttlMs: 0 })
    await start('ann')
    await start('ann')
    expect(told).toEqual(['started: created', 'started: created', 'replaced'])
  })

  it('[SES-27] keeps a session alive while it is heard of, and says when it has ended', async () => {
    const { service, start, context, advance } = newService('eu', { policy: 'resume', ttlMs: 10_000 })
    const { session } = await start('ann')
    await advance(9_000)
    const { expiresAtMs } = await service.keepAlive(session.sessionId, context())
    expect((expiresAtMs ?? 0) - session.startedAtMs).toBe(19_000)
    await advance(9_000)
    expect(await service.find(session.sessionId, context())).toEqual(session)
    await advance(1_000)
    await expect(service.keepAlive(session.sessionId, context())).rejects.toThrow(SessionEndedError)
    await expect(service.keepAlive('nobody', context())).rejects.toThrow(SessionNotFoundError)
  })

  it('starts, exits and starts anew', async () => {
    const { service, start, context, advance } = newService()
    const one = await start('ann')
    await advance(60_000)
    const exited = await service.exit(one.session.sessionId, context())
    expect(exited.exitedAtMs - one.session.startedAtMs).toBe(60_000)
    const two = await start('ann')
    expect(two.outcome).toBe('created')
    expect(two.session.sessionId).not.toBe(one.session.sessionId)
  })

  it('names the session it does not know', async () => {
    const { service, context, runtime } = newService()
    const id = runtime.newId()
    await expect(service.exit(id, context())).rejects.toThrow(SessionNotFoundError)
    await expect(service.find(id, context())).rejects.toThrow(id)
  })

  it('tells operators what became of each start and exit', async () => {
    const { service, start, context, told } = newService()
    const { session } = await start('ann')
    await start('ann')
    await service.exit(session.sessionId, context())
    await service.exit(session.sessionId, context())
    expect(told).toEqual(['started: created', 'started: resumed', 'exited: ended', 'exited: repeated'])
  })
})

describe("the session of a client's key", () => {
  it('[SES-7] is the same on every server, and another for another user or key', () => {
    expect(sessionIdForKey('ann', 'k1')).toBe(sessionIdForKey('ann', 'k1'))
    const ids = [sessionIdForKey('ann', 'k1'), sessionIdForKey('ann', 'k2'), sessionIdForKey('bob', 'k1')]
    expect(new Set(ids).size).toBe(3)
  })

  it('[SES-7] cannot be mixed up by characters that look like a separator', () => {
    expect(sessionIdForKey('a","b', 'c')).not.toBe(sessionIdForKey('a', 'b","c'))
  })
})
