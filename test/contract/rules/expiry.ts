import { describe, expect, it } from '@jest/globals'
import { type OpenStores, type Servers, useServers } from '../contract-servers.ts'
import { times } from './parallel.ts'

const TTL_MS = 60_000
const HOUR_MS = 3_600_000

export function expiryRules(open: OpenStores): void {
  describe('sessions that expire', () => {
    const servers = useServers(open, { policy: 'resume', ttlMs: TTL_MS })
    timeRules(servers)
    keepAliveRules(servers)
    sweepRules(servers)
  })
  describe('sessions that expire, under reject', () => {
    const servers = useServers(open, { policy: 'reject', ttlMs: TTL_MS })

    it('[SES-25] a session whose time is over stands in nobody’s way', async () => {
      const { first, second, command } = servers()
      const { session } = await first.start(command())
      const nowMs = session.startedAtMs + TTL_MS
      expect(await second.start(command({ userId: session.userId, nowMs }))).toMatchObject({
        outcome: 'created',
        ended: { sessionId: session.sessionId, status: 'expired', exitedAtMs: nowMs },
      })
    })
  })
}

function timeRules(servers: () => Servers): void {
  /** Each way to notice that a session is over, at any time after its end. */
  const looks: Record<
    string,
    (servers: Servers, id: string, userId: string, nowMs: number) => Promise<unknown>
  > = {
    'a look-up': ({ second }, id, _user, nowMs) => second.find(id, nowMs),
    'an exit': ({ second }, id, _user, nowMs) => second.exit(id, nowMs),
    'a keep-alive': ({ second }, id, _user, nowMs) => second.keepAlive(id, nowMs),
    'a start': ({ second, command }, _id, userId, nowMs) => second.start(command({ userId, nowMs })),
    'a retry of its start': ({ second, command }, sessionId, userId, nowMs) =>
      second.start(command({ sessionId, userId, nowMs })),
    "the user's list": ({ second }, _id, userId, nowMs) => second.sessionsOf(userId, nowMs),
  }
  for (const [name, look] of Object.entries(looks)) {
    it(`[SES-25] ${name} finds a session over, and it has ended when its time was up`, async () => {
      const { first, second, command } = servers()
      const { session } = await first.start(command())
      const endMs = session.startedAtMs + TTL_MS
      await look(servers(), session.sessionId, session.userId, endMs + 2 * HOUR_MS)
      const expected = { ...session, status: 'expired', exitedAtMs: endMs, version: 2 }
      for (const server of [first, second]) {
        expect(await server.find(session.sessionId, endMs + 5 * HOUR_MS)).toEqual(expected)
      }
      expect(await first.activeIn(session.region, endMs)).toEqual([])
    })
  }

  it('[SES-25] up to the last millisecond it is active', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const nowMs = session.startedAtMs + TTL_MS - 1
    expect(await second.find(session.sessionId, nowMs)).toEqual(session)
    expect(await second.start(command({ userId: session.userId, nowMs }))).toMatchObject({
      outcome: 'resumed',
      session,
    })
    expect(await second.activeIn(session.region, nowMs)).toEqual([session])
  })

  it('[SES-26] an exit of an expired session tells that it expired, and when', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const exits = await Promise.all(
      times(20, (index) =>
        (index % 2 === 0 ? first : second).exit(session.sessionId, session.startedAtMs + TTL_MS + index),
      ),
    )
    const expected = {
      ...session,
      status: 'expired',
      exitedAtMs: session.startedAtMs + TTL_MS,
      version: 2,
    }
    for (const exit of exits) expect(exit).toEqual({ outcome: 'repeated', session: expected })
  })

  it('[SES-2] many starts find a session over: it ends once and one takes its place', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const nowMs = session.startedAtMs + TTL_MS
    const results = await Promise.all(
      times(40, (index) =>
        (index % 2 === 0 ? first : second).start(command({ userId: session.userId, nowMs })),
      ),
    )
    const created = results.filter(({ outcome }) => outcome === 'created')
    expect(created).toHaveLength(1)
    const listed = await first.sessionsOf(session.userId, nowMs)
    expect(listed.map(({ status }) => status)).toEqual(['active', 'expired'])
    for (const result of results) expect(result.session).toEqual(created[0]?.session)
  })

  it('[SES-3] an exit before the end wins over the expiry for good', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const ended = await first.exit(session.sessionId, session.startedAtMs + 5)
    const laterMs = session.startedAtMs + TTL_MS + HOUR_MS
    expect(await second.exit(session.sessionId, laterMs)).toEqual({
      outcome: 'repeated',
      session: ended?.session,
    })
    expect(await second.sweep(session.region, laterMs)).toBe(0)
    expect(await second.find(session.sessionId, laterMs)).toEqual(ended?.session)
  })
}

function keepAliveRules(servers: () => Servers): void {
  it('[SES-27] a keep-alive at any server moves the end', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const seenMs = session.startedAtMs + TTL_MS - 1
    expect(await second.keepAlive(session.sessionId, seenMs)).toEqual({
      session,
      expiresAtMs: seenMs + TTL_MS,
    })
    expect(await first.find(session.sessionId, seenMs + TTL_MS - 1)).toEqual(session)
    expect(await first.find(session.sessionId, seenMs + TTL_MS)).toMatchObject({
      status: 'expired',
      exitedAtMs: seenMs + TTL_MS,
    })
  })

  it('[SES-27] keep-alives that arrive out of order leave the latest', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    await first.keepAlive(session.sessionId, session.startedAtMs + 1_000)
    await second.keepAlive(session.sessionId, session.startedAtMs + 400)
    const endMs = session.startedAtMs + 1_000 + TTL_MS
    expect(await second.find(session.sessionId, endMs - 1)).toMatchObject({ status: 'active' })
    expect(await second.find(session.sessionId, endMs)).toMatchObject({ exitedAtMs: endMs })
  })

  it('[SES-27] a keep-alive of an ended session changes nothing, of an unknown one gives nothing', async () => {
    const { first, second, command, runtime } = servers()
    const { session } = await first.start(command())
    const ended = await first.exit(session.sessionId, session.startedAtMs + 1)
    expect(await second.keepAlive(session.sessionId, session.startedAtMs + 2)).toEqual({
      session: ended?.session,
    })
    expect(await second.find(session.sessionId)).toEqual(ended?.session)
    expect(await second.keepAlive(runtime.newId(), 1)).toBeUndefined()
    expect(await second.keepAlive('no id', 1)).toBeUndefined()
  })

  it('[SES-27] nothing revives a session that is over', async () => {
    const { first, second, command } = servers()
    const { session } = await first.start(command())
    const endMs = session.startedAtMs + TTL_MS
    expect(await second.keepAlive(session.sessionId, endMs)).toEqual({
      session: { ...session, status: 'expired', exitedAtMs: endMs, version: 2 },
    })
    await second.keepAlive(session.sessionId, endMs - 1_000)
    expect(await first.find(session.sessionId, endMs)).toMatchObject({ status: 'expired', exitedAtMs: endMs })
  })
}

function sweepRules(servers: () => Servers): void {
  it('[SES-28] a sweep ends what is over for the grace and nothing else', async () => {
    const { first, second, command, newRegion } = servers()
    const region = newRegion()
    const { nowMs } = command()
    const old = await Promise.all(
      times(7, (index) => first.start(command({ region, nowMs: nowMs - TTL_MS - 5_000 - index }))),
    )
    const kept = old.slice(0, 2).map(({ session }) => session)
    for (const { sessionId } of kept) await second.keepAlive(sessionId, nowMs - TTL_MS + 1_000)
    const { session: young } = await first.start(command({ region, nowMs }))

    expect(await second.sweep(region, nowMs, { graceMs: 10_000, limit: 3 })).toBe(0)
    expect(await second.sweep(region, nowMs, { graceMs: 5_000, limit: 3 })).toBe(5)
    expect(await first.sweep(region, nowMs, { graceMs: 5_000, limit: 3 })).toBe(0)
    const active = await first.activeIn(region, nowMs)
    expect(new Set(active)).toEqual(new Set([young, ...kept]))
    for (const { session } of old.slice(2)) {
      expect(await first.find(session.sessionId, nowMs)).toMatchObject({
        status: 'expired',
        exitedAtMs: session.startedAtMs + TTL_MS,
      })
    }
  })

  it('[SES-28] regions with active sessions are known to every server', async () => {
    const { first, second, command } = servers()
    const one = command()
    const { session: other } = await first.start(command())
    await second.start(one)
    for (const server of [first, second]) {
      expect(await server.activeRegions()).toEqual(expect.arrayContaining([one.region, other.region]))
    }
  })
}
