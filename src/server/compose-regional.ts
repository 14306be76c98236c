import type { RegionalConfig } from '../config/server-config.ts'
import { Heartbeat } from '../regions/io/heartbeat.ts'
import { type ComposeParts, type ComposedServer, composeServer } from './compose-server.ts'

export interface RegionalParts extends ComposeParts {
  readonly config: RegionalConfig
  /** The address under which main reaches this server; fails while it cannot be found out. */
  readonly publicUrl: () => Promise<string>
}

/** A regional server: runs every start that reaches it, and keeps itself registered at main. */
export function composeRegional(parts: RegionalParts): ComposedServer {
  const { config, runtime, log, client, publicUrl } = parts
  const server = composeServer(parts, {
    starts: (local) => ({
      start: async (request, _forwarded, context) => ({
        kind: 'session',
        result: await local.start(request, context),
      }),
    }),
  })
  const heartbeat = new Heartbeat({
    mainServerUrl: config.mainServerUrl,
    client,
    runtime,
    log,
    describe: async () => ({
      region: config.region,
      instance: config.instance,
      baseUrl: await publicUrl(),
      intervalMs: config.registerIntervalMs,
      draining: parts.isStopping(),
      ...(config.capacity !== undefined && { capacity: config.capacity }),
      ...(server.activeCount.current !== undefined && { activeSessions: server.activeCount.current }),
    }),
  })
  return {
    ...server,
    start() {
      server.start()
      heartbeat.start()
    },
    async stop() {
      await heartbeat.stop()
      await server.stop()
    },
  }
}
