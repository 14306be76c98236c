import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import type { Secrets, ServerConfig } from '../config/server-config.ts'
import type { SessionStore, StoreEvents } from '../sessions/ports.ts'

/** Opens the store that the configuration names. Only that store's library is loaded. */
export async function openSessionStore(
  config: ServerConfig,
  secrets: Secrets,
  runtime: Runtime,
  events: StoreEvents,
  log: Logger,
): Promise<SessionStore> {
  const { storage, rules } = config
  if (storage.kind === 'embedded') {
    const { openEmbeddedSessionStore } = await import('../storage/embedded/embedded-session-store.ts')
    return openEmbeddedSessionStore({ dataDir: storage.dataDir, rules }, runtime, events, log)
  }
  const { openCassandraSessionStore } = await import('../storage/cassandra/open-session-store.ts')
  const { cassandraPassword: password } = secrets
  return openCassandraSessionStore(
    { ...storage, rules, ...(password !== undefined && { password }) },
    runtime,
    events,
    log,
  )
}
