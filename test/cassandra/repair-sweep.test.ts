import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import { connect } from '../../src/storage/cassandra/connect.ts'
import { DriverTables } from '../../src/storage/cassandra/driver-tables.ts'
import { levelsOf } from '../../src/storage/cassandra/levels.ts'
import { SessionRepository } from '../../src/storage/cassandra/session-repository.ts'
import { inTime, runtime, testKeyspace, type TestKeyspace } from './keyspaces.ts'

jest.setTimeout(60_000)

const DEADLINE_MS = 20_000
const EVENTUALLY_MS = 20_000
const POLL_MS = 50
const FAST = { pageSize: 3, atOnce: 2, pauseMs: 1, restMs: 10 }
const RULES = { policy: 'resume', ttlMs: 60_000 } as const
const SESSIONS = 10

describe('the repair sweep on Cassandra', () => {
  let keyspace: TestKeyspace

  beforeAll(async () => {
    keyspace = await testKeyspace()
  })
  afterAll(() => keyspace.drop())

  it('[CAS-33] mends what a dying server left behind and ends what is over, page by page', async () => {
    const store = await keyspace.open({ rules: RULES })
    const nowMs = Math.floor(runtime.wallNowMs())
    const sessions = await Promise.all(
      Array.from({ length: SESSIONS }, async (_, index) => {
        const startedAtMs = index % 2 === 0 ? nowMs : nowMs - 2 * RULES.ttlMs
        const command = {
          sessionId: runtime.newId(),
          userId: `user-${runtime.newId()}`,
          region: 'eu',
          nowMs: startedAtMs,
          idFrom: 'here' as const,
          mayRepeat: false,
        }
        return (await inTime(DEADLINE_MS, (deadline) => store.start(command, deadline))).session
      }),
    )
    await store.close()
    await keyspace.cql('TRUNCATE KS.sessions')

    let expired = 0
    const options = { ...keyspace.options, rules: RULES }
    const connection = await connect(options, runtime, silentLogger)
    const repository = new SessionRepository({
      tables: new DriverTables(connection, keyspace.name, levelsOf(options)),
      rules: RULES,
      runtime,
      events: { sessionExpired: () => (expired += 1) },
      log: silentLogger,
      sweep: FAST,
    })
    repository.run()
    try {
      const endMs = runtime.monotonicNowMs() + EVENTUALLY_MS
      const statuses = async () => {
        const rows = await keyspace.cql('SELECT session_id, status FROM KS.sessions')
        return new Map(rows.map((row) => [row['session_id'], row['status']]))
      }
      while ((await statuses()).size < SESSIONS && runtime.monotonicNowMs() < endMs)
        await runtime.sleep(POLL_MS)
      const wanted = sessions.map(({ sessionId, startedAtMs }): [string, string] => [
        sessionId,
        startedAtMs === nowMs ? 'active' : 'expired',
      ])
      expect(await statuses()).toEqual(new Map(wanted))
      expect(expired).toBe(SESSIONS / 2)
    } finally {
      await repository.close()
    }
  })
})
