import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { SessionStore, StoreEvents } from '../../sessions/ports.ts'
import { connect } from './connect.ts'
import { DriverTables } from './driver-tables.ts'
import { levelsOf } from './levels.ts'
import { type CassandraOptions, keyspaceName } from './options.ts'
import { SLOW_SWEEP } from './repair-sweep.ts'
import { Schema } from './schema.ts'
import { checkSerialLevel, holdersOf } from './serial-level.ts'
import { SessionRepository } from './session-repository.ts'
import { checkRules, StoredRules } from './rules.ts'

/**
 * Connects, brings the schema up and opens the sessions in it. Rejects with a `CassandraStartError` that says what to do,
 * within the connect timeout and `SCHEMA_TIMEOUT_MS`.
 */
export async function openCassandraSessionStore(
  options: CassandraOptions,
  runtime: Runtime,
  events: StoreEvents,
  log: Logger,
): Promise<SessionStore> {
  const { rules } = options
  const keyspace = keyspaceName(options)
  const levels = levelsOf(options)
  const connection = await connect(options, runtime, log)
  const { client } = connection
  const stored = new StoredRules(client, keyspace, levels)
  try {
    const schema = new Schema(client, options, levels, runtime, log)
    await schema.prepare(async () => checkRules(keyspace, await stored.settle(rules), rules))
    const known = client.hosts.values().map((host) => host.datacenter)
    checkSerialLevel(options, holdersOf((await schema.replication()) ?? {}, known))
  } catch (error) {
    await connection.close()
    throw error
  }
  const repository = new SessionRepository({
    tables: new DriverTables(connection, keyspace, levels),
    rules,
    runtime,
    events,
    log,
    readRules: async () => ({ ...rules, ...(await stored.read()) }),
    sweep: SLOW_SWEEP,
  })
  repository.run()
  return repository
}
