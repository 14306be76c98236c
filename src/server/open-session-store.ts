import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import type { Secrets, ServerConfig } from '../config/server-config.ts'
import type { SessionStore } from '../sessions/ports.ts'

/** Opens the store that the configuration names. Only that store's library is loaded. */
export async function openSessionStore(
  config: ServerConfig,
  secrets: Secrets,
  runtime: Runtime,
  log: Logger,
): Promise<SessionStore> {
  const { storage, sessionPolicy } = config
  if (storage.kind === 'embedded') {
    const { openEmbeddedSessionStore } = await import('../storage/embedded/embedded-session-store.ts')
    return openEmbeddedSessionStore({ dataDir: storage.dataDir, sessionPolicy }, runtime, log)
  }
  const { openCassandraSessionStore } = await import('../storage/cassandra/open-session-store.ts')
  const { cassandraPassword: password } = secrets
  return openCassandraSessionStore(
    { ...storage, sessionPolicy, ...(password !== undefined && { password }) },
    runtime,
    log,
  )
}
