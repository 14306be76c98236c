import { describe, expect, it } from '@jest/globals'
import { SessionNotFoundError } from '../../../src/sessions/errors.ts'
import { GameService } from '../../../src/sessions/game-service.ts'
import { sessionIdForKey } from '../../../src/sessions/session-id.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { requestContext } from '../../support/request-context.ts'

function newService(region = 'eu') {
  const { runtime, advance } = manualRuntime()
  const told: string[] = []
  const service = new GameService(new MemorySessionStore(new MemorySessionData()), runtime, region, {
    sessionStarted: (outcome) => told.push(`started: ${outcome}`),
    sessionExited: (outcome) => told.push(`exited: ${outcome}`),
  })
  const context = () => requestContext(runtime)
  const start = (userId: string) =>
    service.start({ userId, sessionId: runtime.newId(), sessionIdFrom: 'here' }, context())
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
