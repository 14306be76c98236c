import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import { DEFAULT_RULES, type SessionRules } from '../../src/sessions/rules.ts'
import { cassandraRules } from '../../src/storage/cassandra/rules.ts'
import { runtime, testKeyspace, type TestKeyspace } from './keyspaces.ts'

jest.setTimeout(120_000)

describe('session rules', () => {
  let keyspace: TestKeyspace

  beforeEach(async () => {
    keyspace = await testKeyspace()
  })
  afterEach(() => keyspace.drop())

  const opens = async (rules: SessionRules) => (await keyspace.open({ rules })).close()
  const rulesNow = (change: Partial<SessionRules> = {}) =>
    cassandraRules(keyspace.options, change, runtime, silentLogger)
  const reject = { policy: 'reject', ttlMs: 90_000 } as const

  it('[CAS-4] are the first server’s, and are changed by hand', async () => {
    await opens(reject)
    expect(await rulesNow()).toEqual({ before: reject, now: reject })
    await expect(opens({ ...reject, ttlMs: 60_000 })).rejects.toThrow(
      'keeps sessions by ACTIVE_SESSION_POLICY=reject SESSION_TTL_SECONDS=90 and this server has ' +
        'ACTIVE_SESSION_POLICY=reject SESSION_TTL_SECONDS=60; set the same, or stop all servers of the keyspace and run `gamemesh rules`',
    )
    const now = { policy: 'replace', ttlMs: 90_000 } as const
    expect(await rulesNow({ policy: 'replace' })).toEqual({ before: reject, now })
    await expect(opens(reject)).rejects.toThrow('keeps sessions by ACTIVE_SESSION_POLICY=replace')
    await opens(now)
  })

  it('[CAS-4] can be settled before the first server starts', async () => {
    expect(await rulesNow(reject)).toEqual({ before: undefined, now: reject })
    await opens(reject)
  })

  it('[CAS-4] of a keyspace from before sessions could expire get the TTL of the next server', async () => {
    await opens(DEFAULT_RULES)
    await keyspace.cql("DELETE FROM KS.settings WHERE name = 'session_ttl_ms' IF EXISTS")
    await opens({ policy: 'resume', ttlMs: 60_000 })
    await expect(opens(DEFAULT_RULES)).rejects.toThrow('SESSION_TTL_SECONDS=60')
  })

  it('[CAS-4] of servers that start together with different ones are those of one of them', async () => {
    const rivals = [DEFAULT_RULES, reject]
    const results = await Promise.allSettled(rivals.map(opens))
    const stored = (await rulesNow()).now
    const wanted = rivals.map((rules) =>
      rules.policy === stored.policy && rules.ttlMs === stored.ttlMs ? 'fulfilled' : 'rejected',
    )
    expect(results.map(({ status }) => status)).toEqual(wanted)
  })
})
