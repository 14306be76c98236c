import cassandra from 'cassandra-driver'
import { v4 } from 'uuid'
import type { Deadline } from '../../src/base/deadline.ts'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../src/storage/cassandra/open-session-store.ts'
import type { CassandraOptions } from '../../src/storage/cassandra/options.ts'
import { noStoreEvents } from '../support/no-events.ts'

/** host:port of the test cluster; the test runner starts one, or takes the one that is named. */
export function testHosts(): string[] {
  const list = process.env['CASSANDRA_TEST_HOSTS']
  if (!list) {
    throw new Error('CASSANDRA_TEST_HOSTS is not set: run these tests by `npm test`, or name a Cassandra')
  }
  return list.split(',').map((host) => (host.includes(':') ? host : `${host}:9042`))
}

export function cassandraOptions(keyspace: string): CassandraOptions {
  return {
    contactPoints: testHosts(),
    keyspace,
    consistency: 'QUORUM',
    serialConsistency: 'SERIAL',
    timeoutMs: 20_000,
    rules: DEFAULT_RULES,
  }
}

/** A keyspace of one test file's own, to look into from beside the store. */
export interface TestKeyspace {
  readonly name: string
  readonly options: CassandraOptions
  open(changed?: Partial<CassandraOptions>): Promise<SessionStore>
  cql(query: string, params?: readonly unknown[]): Promise<cassandra.types.Row[]>
  drop(): Promise<void>
}

const STATEMENT_TIMEOUT_MS = 30_000

export const runtime = systemRuntime()

export async function testKeyspace(): Promise<TestKeyspace> {
  const name = `test_${v4().replaceAll('-', '').slice(0, 16)}`
  const options = cassandraOptions(name)
  const client = new cassandra.Client({
    contactPoints: testHosts(),
    policies: { loadBalancing: new cassandra.policies.loadBalancing.RoundRobinPolicy() },
    socketOptions: { readTimeout: STATEMENT_TIMEOUT_MS },
  })
  await client.connect()
  return {
    name,
    options,
    open: (changed = {}) =>
      openCassandraSessionStore({ ...options, ...changed }, runtime, noStoreEvents, silentLogger),
    cql: async (query, params = []) => {
      const text = query.replaceAll('KS.', `${name}.`)
      return (await client.execute(text, [...params], { prepare: params.length > 0 })).rows
    },
    drop: async () => {
      await client.execute(`DROP KEYSPACE IF EXISTS ${name}`)
      await client.shutdown()
    },
  }
}

/** One call with a deadline of its own. */
export async function inTime<T>(ms: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = runtime.deadline(ms)
  try {
    return await work(deadline)
  } finally {
    deadline.dispose()
  }
}
