import { randomBytes } from 'node:crypto'
import cassandra from 'cassandra-driver'
import type { SessionPolicy } from '../../src/sessions/rules.ts'
import { startCassandra } from '../../test/support/cassandra/start.ts'

const DROP_TIMEOUT_MS = 60_000

export interface BenchCluster {
  readonly hosts: readonly string[]
  readonly way: string
  /** A name that nobody else has. */
  newKeyspace(): string
  environment(keyspace: string, policy: SessionPolicy): Readonly<Record<string, string>>
  /** Drops the keyspaces; stops what was started. */
  close(): Promise<void>
}

/** CASSANDRA_TEST_HOSTS, else a node of our own in Docker or on Java 17. */
export async function openCluster(): Promise<BenchCluster> {
  const outcome = await startCassandra({})
  if (!outcome.ok) {
    throw new Error(
      `no Cassandra: ${outcome.closed.map(({ way, reason }) => `${way}: ${reason}`).join('; ')}`,
    )
  }
  const { cluster } = outcome
  const hosts = cluster.hosts.map((host) => (host.includes(':') ? host : `${host}:9042`))
  const keyspaces: string[] = []
  return {
    hosts,
    way: cluster.way,
    newKeyspace() {
      const keyspace = `bench_${randomBytes(8).toString('hex')}`
      keyspaces.push(keyspace)
      return keyspace
    },
    environment: (keyspace, policy) => ({
      STORAGE: 'cassandra',
      CASSANDRA_HOSTS: hosts.join(','),
      CASSANDRA_KEYSPACE: keyspace,
      ACTIVE_SESSION_POLICY: policy,
    }),
    async close() {
      await drop(hosts, keyspaces)
      await cluster.stop()
    },
  }
}

async function drop(hosts: readonly string[], keyspaces: readonly string[]): Promise<void> {
  const client = new cassandra.Client({
    contactPoints: [...hosts],
    policies: { loadBalancing: new cassandra.policies.loadBalancing.RoundRobinPolicy() },
    socketOptions: { readTimeout: DROP_TIMEOUT_MS },
  })
  for (const keyspace of keyspaces) await client.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`)
  await client.shutdown()
}
