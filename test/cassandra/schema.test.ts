import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../src/base/logger-port.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { DEFAULT_RULES, describeRules } from '../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../src/storage/cassandra/open-session-store.ts'
import { runtime, testKeyspace, type TestKeyspace } from './keyspaces.ts'
import { noStoreEvents } from '../support/no-events.ts'

jest.setTimeout(120_000)

async function closed(opening: Promise<SessionStore>): Promise<void> {
  await (await opening).close()
}

describe('the schema', () => {
  let keyspace: TestKeyspace

  beforeAll(async () => {
    keyspace = await testKeyspace()
    await Promise.all([1, 2, 3].map(() => closed(keyspace.open())))
  })
  afterAll(() => keyspace.drop())

  const columnsOf = async (table: string) => {
    const rows = await keyspace.cql(
      'SELECT column_name, type, kind, position, clustering_order FROM system_schema.columns ' +
        'WHERE keyspace_name = ? AND table_name = ?',
      [keyspace.name, table],
    )
    return Object.fromEntries(
      rows.map((row) => [row['column_name'], [row['type'], row['kind'], row['clustering_order']]]),
    )
  }

  it('[CAS-1] is made once by three servers that start together on an empty Cassandra', async () => {
    const steps = await keyspace.cql('SELECT step FROM KS.schema_steps')
    expect(new Set(steps.map((row) => row['step']))).toEqual(new Set([1, 2, 3, 4]))
  })

  it('[CAS-1] is left as it is by the next start', async () => {
    const query = 'SELECT table_name, id FROM system_schema.tables WHERE keyspace_name = ?'
    const before = await keyspace.cql(query, [keyspace.name])
    await closed(keyspace.open())
    expect(await keyspace.cql(query, [keyspace.name])).toEqual(before)
  })

  it('[CAS-2] has one copy by SimpleStrategy unless told otherwise', async () => {
    const [row] = await keyspace.cql(
      'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?',
      [keyspace.name],
    )
    expect(row?.['replication']).toEqual({
      class: 'org.apache.cassandra.locator.SimpleStrategy',
      replication_factor: '1',
    })
  })

  it('[CAS-3] has the table sessions with its five public columns, looked up by session_id', async () => {
    expect(await columnsOf('sessions')).toMatchObject({
      session_id: ['text', 'partition_key', 'none'],
      user_id: ['text', 'regular', 'none'],
      region: ['text', 'regular', 'none'],
      started_at: ['timestamp', 'regular', 'none'],
      status: ['text', 'regular', 'none'],
    })
  })

  it('[CAS-3] lets anyone ask for the sessions of a user', async () => {
    const indexes = await keyspace.cql(
      'SELECT index_name, options FROM system_schema.indexes WHERE keyspace_name = ?',
      [keyspace.name],
    )
    expect(indexes).toMatchObject([{ index_name: 'sessions_user_id_idx', options: { target: 'user_id' } }])
    expect(await keyspace.cql("SELECT * FROM KS.sessions WHERE user_id = 'user123'")).toEqual([])
  })

  it('[CAS-3] has the production table, keyed by region and user, newest id first', async () => {
    expect(await columnsOf('sessions_by_region_and_user')).toMatchObject({
      region: ['text', 'partition_key', 'none'],
      user_id: ['text', 'partition_key', 'none'],
      session_id: ['text', 'clustering', 'desc'],
      started_at: ['timestamp', 'regular', 'none'],
      status: ['text', 'regular', 'none'],
    })
  })

  it('[CAS-4] remembers the session policy: a server with another one does not start', async () => {
    for (const rules of [
      { policy: 'reject', ttlMs: 0 },
      { policy: 'resume', ttlMs: 60_000 },
    ] as const) {
      await expect(keyspace.open({ rules })).rejects.toThrow(
        `keeps sessions by ACTIVE_SESSION_POLICY=resume SESSION_TTL_SECONDS=0 and this server has ${describeRules(rules)}; ` +
          'set the same, or stop all servers of the keyspace and run `gamemesh rules` to change it',
      )
    }
    await closed(keyspace.open())
  })

  it('[CAS-5] is not made under a name that is not an identifier', async () => {
    for (const name of ['x; DROP KEYSPACE y', "x'", '1x', '', 'x'.repeat(49), 'x-y', '"x"']) {
      await expect(keyspace.open({ keyspace: name })).rejects.toThrow('is not a keyspace name')
    }
  })

  it('[CAS-5] is not made with a replication that holds CQL', async () => {
    const replication = { class: "SimpleStrategy'}; DROP KEYSPACE x; --", replication_factor: 1 }
    await expect(keyspace.open({ keyspace: `${keyspace.name}_r`, replication })).rejects.toThrow(
      'cannot be part of a replication',
    )
  })
})

describe('replication', () => {
  let keyspace: TestKeyspace

  beforeAll(async () => {
    keyspace = await testKeyspace()
  })
  afterAll(() => keyspace.drop())

  it('[CAS-2] is what the configuration says', async () => {
    const [local] = await keyspace.cql('SELECT data_center FROM system.local')
    const dataCenter: string = local?.['data_center']
    await closed(keyspace.open({ replication: { class: 'NetworkTopologyStrategy', [dataCenter]: 1 } }))
    const [row] = await keyspace.cql(
      'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?',
      [keyspace.name],
    )
    expect(row?.['replication']).toEqual({
      class: 'org.apache.cassandra.locator.NetworkTopologyStrategy',
      [dataCenter]: '1',
    })
  })

  it('[CAS-2] that Cassandra refuses is named', async () => {
    const replication = { class: 'NetworkTopologyStrategy', nowhere: 1 }
    const opening = keyspace.open({ keyspace: `${keyspace.name}_n`, replication })
    await expect(opening).rejects.toThrow('correct CASSANDRA_REPLICATION')
  })
})

describe('connecting', () => {
  it('[CAS-6] to hosts where nothing listens fails in time and names them', async () => {
    const beganMs = performance.now()
    const opening = openCassandraSessionStore(
      {
        contactPoints: ['127.0.0.1:1', '[::1]:2'],
        keyspace: 'unreachable',
        consistency: 'QUORUM',
        serialConsistency: 'SERIAL',
        connectTimeoutMs: 1_500,
        rules: DEFAULT_RULES,
      },
      runtime,
      noStoreEvents,
      silentLogger,
    )
    await expect(opening).rejects.toThrow(
      /^Cassandra cannot be reached at 127.0.0.1:1, \[::1\]:2 within 1.5 s \(.*127.0.0.1:1: .*ECONNREFUSED/,
    )
    expect(performance.now() - beganMs).toBeLessThan(5_000)
  })

  it('[CAS-6] with a data centre that does not exist names those that do', async () => {
    const keyspace = await testKeyspace()
    try {
      const [local] = await keyspace.cql('SELECT data_center FROM system.local')
      await expect(keyspace.open({ localDataCenter: 'atlantis' })).rejects.toThrow(
        `Cassandra has no data centre "atlantis", it has "${local?.['data_center']}"`,
      )
      await closed(keyspace.open({ localDataCenter: local?.['data_center'] }))
    } finally {
      await keyspace.drop()
    }
  })

  it('[CAS-7] with a TLS file that is missing names it', async () => {
    const keyspace = await testKeyspace()
    try {
      await expect(keyspace.open({ tls: { caFile: '/nowhere/ca.pem' } })).rejects.toThrow(
        'the TLS file /nowhere/ca.pem cannot be read',
      )
    } finally {
      await keyspace.drop()
    }
  })
})
