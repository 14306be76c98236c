import type cassandra from 'cassandra-driver'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { SessionStore } from '../../sessions/ports.ts'
import { connect } from './connect.ts'
import { DriverTables } from './driver-tables.ts'
import { levelsOf } from './levels.ts'
import { type CassandraOptions, keyspaceName } from './options.ts'
import { Schema } from './schema.ts'
import { SessionRepository } from './session-repository.ts'
import { CassandraStartError } from './start-error.ts'

/**
 * Connects, brings the schema up and opens the sessions in it. Rejects with a `CassandraStartError` that says what to do,
 * within the connect timeout and `SCHEMA_TIMEOUT_MS`.
 */
export async function openCassandraSessionStore(
  options: CassandraOptions,
  runtime: Runtime,
  log: Logger,
): Promise<SessionStore> {
  const keyspace = keyspaceName(options)
  const levels = levelsOf(options)
  const client = await connect(options, runtime, log)
  try {
    const schema = new Schema(client, options, levels, runtime, log)
    await schema.prepare()
    checkSerialLevel(options, dataCentres(client, (await schema.replication()) ?? {}))
  } catch (error) {
    await client.shutdown()
    throw error
  }
  return new SessionRepository(new DriverTables(client, keyspace, levels), runtime, log)
}

/** The data centres that hold copies. `SimpleStrategy` does not look at them, so any may. */
function dataCentres(client: cassandra.Client, replication: Readonly<Record<string, string>>): string[] {
  const { class: strategy = '', ...factors } = replication
  if (!strategy.endsWith('NetworkTopologyStrategy')) {
    return [...new Set(client.hosts.values().map((host) => host.datacenter))]
  }
  return Object.keys(factors).filter((name) => Number.parseInt(factors[name] ?? '0', 10) > 0)
}

/** Two data centres that decide by LOCAL_SERIAL each decide alone: a user would get an active session in both. */
function checkSerialLevel(options: CassandraOptions, holders: readonly string[]): void {
  const isAlone = holders.length <= 1 || options.serialSingleDc === true
  if (options.serialConsistency === 'SERIAL' || isAlone) return
  throw new CassandraStartError(
    `LOCAL_SERIAL is not safe in keyspace ${keyspaceName(options)}, which is replicated to ${holders.join(', ')}: ` +
      'a user could get an active session in each; set CASSANDRA_SERIAL_CONSISTENCY=SERIAL, or ' +
      'CASSANDRA_SERIAL_SINGLE_DC=true if only one of them ever takes starts and exits',
  )
}
