import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { StartCommand } from '../../src/sessions/decide.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { inTime, runtime, testKeyspace, type TestKeyspace } from './keyspaces.ts'

jest.setTimeout(60_000)

const DEADLINE_MS = 20_000
const EVENTUALLY_MS = 10_000
const POLL_MS = 20

describe('rows that follow from the authority', () => {
  let keyspace: TestKeyspace
  let store: SessionStore

  beforeAll(async () => {
    keyspace = await testKeyspace()
    store = await keyspace.open()
  })
  afterAll(async () => {
    await store.close()
    await keyspace.drop()
  })

  const startWith = (given: StartCommand) => inTime(DEADLINE_MS, (deadline) => store.start(given, deadline))
  const exit = (id: string, nowMs: number) =>
    inTime(DEADLINE_MS, (deadline) => store.exit(id, nowMs, deadline))
  const find = (id: string) =>
    inTime(DEADLINE_MS, (deadline) => store.find(id, runtime.wallNowMs(), deadline))
  const command = (given: { userId?: string } = {}) => ({
    sessionId: runtime.newId(),
    userId: `user-${runtime.newId()}`,
    region: 'eu',
    nowMs: Math.floor(runtime.wallNowMs()),
    idFrom: 'here' as const,
    mayRepeat: false,
    ...given,
  })
  const start = async (given: { userId?: string } = {}) => {
    const { session } = await startWith(command(given))
    return session
  }
  const publicRow = async (id: string) =>
    (await keyspace.cql('SELECT * FROM KS.sessions WHERE session_id = ?', [id]))[0]
  const eventually = async <T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> => {
    const endMs = runtime.monotonicNowMs() + EVENTUALLY_MS
    for (;;) {
      const value = await read()
      if (wanted(value) || runtime.monotonicNowMs() > endMs) return value
      await runtime.sleep(POLL_MS)
    }
  }

  it('[CAS-10] are there when a start is answered, and ended when an exit is answered', async () => {
    const session = await start()
    const expected = { session_id: session.sessionId, user_id: session.userId, region: 'eu' }
    const keys = [session.region, session.userId]
    const byRegion = 'SELECT * FROM KS.sessions_by_region_and_user WHERE region = ? AND user_id = ?'
    expect(await publicRow(session.sessionId)).toMatchObject({ ...expected, status: 'active' })
    expect(await keyspace.cql(byRegion, keys)).toMatchObject([{ ...expected, status: 'active' }])
    const ended = await exit(session.sessionId, session.startedAtMs + 7)
    const end = { status: 'exited', exited_at: new Date(ended?.session.exitedAtMs ?? 0) }
    expect(await publicRow(session.sessionId)).toMatchObject({ ...expected, ...end })
    expect(await keyspace.cql(byRegion, keys)).toMatchObject([{ ...expected, ...end }])
  })

  it('[CAS-11] stay at the latest version, in whatever order their versions are written', async () => {
    const session = await start()
    await exit(session.sessionId, session.startedAtMs)
    const timestamp = BigInt(session.startedAtMs) * 1_000n + 1n
    await keyspace.cql(
      `INSERT INTO KS.sessions (session_id, user_id, status, version) VALUES (?, ?, 'active', 1) ` +
        `USING TIMESTAMP ${timestamp}`,
      [session.sessionId, session.userId],
    )
    expect(await publicRow(session.sessionId)).toMatchObject({ status: 'exited' })
  })

  it('[CAS-12] are written again by a resume when they are missing', async () => {
    const session = await start()
    const at = BigInt(session.startedAtMs) * 1_000n + 1n
    await keyspace.cql(`DELETE FROM KS.sessions USING TIMESTAMP ${at - 1n} WHERE session_id = ?`, [
      session.sessionId,
    ])
    await keyspace.cql(
      `UPDATE KS.sessions USING TIMESTAMP ${at} SET version = null, status = null WHERE session_id = ?`,
      [session.sessionId],
    )
    const resumed = await startWith(command({ userId: session.userId }))
    expect(resumed).toEqual({ outcome: 'resumed', session })
  })

  it('[CAS-12] are written again by whoever sees them behind', async () => {
    const session = await start()
    // What a server leaves behind that dies between the decision and the rows that follow from it.
    await keyspace.cql(
      `UPDATE KS.user_sessions SET status = 'exited', exited_at = ?, version = ? WHERE user_id = ? AND session_id = ?`,
      [new Date(session.startedAtMs + 5), 2n.toString(), session.userId, session.sessionId],
    )
    const found = await find(session.sessionId)
    expect(found).toMatchObject({ status: 'exited', exitedAtMs: session.startedAtMs + 5, version: 2 })
    const row = await eventually(
      () => publicRow(session.sessionId),
      (value) => value?.['status'] === 'exited',
    )
    expect(row).toMatchObject({ status: 'exited', exited_at: new Date(session.startedAtMs + 5) })
    const active = await inTime(DEADLINE_MS, (deadline) =>
      store.listActive({ region: 'eu', nowMs: runtime.wallNowMs(), limit: 100 }, deadline),
    )
    expect(active.sessions.map(({ sessionId }) => sessionId)).not.toContain(session.sessionId)
  })

  describe('a session that only the public table has', () => {
    const insert = async (status: string, userId = `user-${runtime.newId()}`) => {
      const sessionId = runtime.newId()
      await keyspace.cql(
        'INSERT INTO KS.sessions (session_id, user_id, region, started_at, status) VALUES (?, ?, ?, ?, ?)',
        [sessionId, userId, 'us', new Date('2024-01-15T10:30:00Z'), status],
      )
      return { sessionId, userId }
    }

    it('[CAS-13] is taken into the authority: it is found, resumed and ended like any other', async () => {
      const { sessionId, userId } = await insert('active')
      const found = await find(sessionId)
      const startedAtMs = Date.parse('2024-01-15T10:30:00Z')
      expect(found).toMatchObject({ sessionId, userId, region: 'us', startedAtMs, status: 'active' })
      expect(await startWith(command({ userId }))).toEqual({
        outcome: 'resumed',
        session: found,
      })
      const ended = await exit(sessionId, startedAtMs + 1)
      expect(ended).toMatchObject({ outcome: 'ended', session: { exitedAtMs: startedAtMs + 1 } })
      expect(await publicRow(sessionId)).toMatchObject({ status: 'exited' })
      const listed = await inTime(DEADLINE_MS, (deadline) =>
        store.listOfUser({ userId, nowMs: runtime.wallNowMs(), limit: 10 }, deadline),
      )
      expect(listed.sessions).toEqual([ended?.session])
    })

    it('[CAS-13] is taken over by its exit, too', async () => {
      const { sessionId } = await insert('active')
      const ended = await exit(sessionId, Date.parse('2024-01-15T11:00:00Z'))
      expect(ended).toMatchObject({ outcome: 'ended', session: { status: 'exited' } })
      expect(await publicRow(sessionId)).toMatchObject({ status: 'exited' })
    })

    it('[CAS-13] has ended when the user has another active session', async () => {
      const session = await start()
      const { sessionId } = await insert('active', session.userId)
      const found = await find(sessionId)
      expect(found).toMatchObject({ status: 'exited', exitedAtMs: session.startedAtMs })
      expect(await find(session.sessionId)).toEqual(session)
      expect(await publicRow(sessionId)).toMatchObject({ status: 'exited' })
    })

    it('[CAS-13] that has ended keeps its end', async () => {
      const { sessionId } = await insert('exited')
      const found = await find(sessionId)
      expect(found).toMatchObject({ status: 'exited' })
      expect(await find(sessionId)).toEqual(found)
      expect(await exit(sessionId, 1)).toEqual({ outcome: 'repeated', session: found })
    })
  })
})
