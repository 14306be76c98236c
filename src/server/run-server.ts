import { Lifecycle } from '../base/lifecycle.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Secrets, ServerConfig } from '../config/server-config.ts'
import { UndiciRegionClient } from '../regions/io/undici-region-client.ts'
import { createLog } from '../telemetry/log.ts'
import { measuredSessionStore } from '../telemetry/measured-session-store.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { composeMain } from './compose-main.ts'
import type { ComposeParts, ComposedServer } from './compose-server.ts'
import { composeRegional } from './compose-regional.ts'
import { type HttpServer, listen } from '../http/listen.ts'
import { giveBackMemory } from './give-back-memory.ts'
import { openSessionStore } from './open-session-store.ts'
import { publicUrlFinder } from './public-url.ts'
import { type StopRequest, awaitStopRequest } from './stop-request.ts'
import { systemRuntime } from './system-runtime.ts'
import { version } from './version.ts'

/** Beyond SHUTDOWN_TIMEOUT_SECONDS for requests, the time for everything else to close. */
const CLOSE_GRACE_MS = 5_000
/** Beyond the time that an answer may take, how long a client may not move on a connection. */
const STALLED_CLIENT_MS = 10_000

/**
 * Runs the server that the configuration describes, until SIGTERM or SIGINT; resolves with the exit code. What fails at
 * start rejects with a message for the operator, and nothing stays open.
 */
export async function runServer(config: ServerConfig, secrets: Secrets): Promise<number> {
  const stop = awaitStopRequest()
  const { logger: log, flush } = createLog(config.logLevel, {
    role: config.role,
    region: config.region,
    instance: config.instance,
  })
  const lifecycle = new Lifecycle(log)
  try {
    const started = openServer(config, secrets, stop, lifecycle, log)
    // Whoever stops a server that is still connecting does not wait for the connection.
    await Promise.race([started, stop.signal])
    log.info('stopping', { signal: await stop.signal })
    guardAgainstHanging(config.shutdownTimeoutMs + CLOSE_GRACE_MS, log, flush)
    await lifecycle.close()
    log.info('stopped')
    return 0
  } catch (error) {
    await lifecycle.close()
    throw error
  } finally {
    await flush()
    // Last: one Ctrl-C may arrive twice, from the terminal and from npm, and the copy must not end the process.
    stop.release()
  }
}

/** Opens in the order of need; `lifecycle` closes in the reverse order. */
async function openServer(
  config: ServerConfig,
  secrets: Secrets,
  stop: StopRequest,
  lifecycle: Lifecycle,
  log: Logger,
): Promise<void> {
  const runtime = systemRuntime((jumpMs) => clockJumped(jumpMs, log))
  const metrics = createMetrics(config.region)
  const opened = await openSessionStore(config, secrets, runtime, metrics, log)
  lifecycle.opened('session store', () => opened.close())
  // Asked to stop while the store was being opened: nobody waits for the rest.
  if (stop.requested) return
  const store = measuredSessionStore(opened, runtime, metrics)

  const client = new UndiciRegionClient()
  lifecycle.opened('connections to other servers', () => client.close())

  const parts: ComposeParts = {
    config,
    version: version(),
    runtime,
    log,
    store,
    client,
    metrics,
    isStopping: () => stop.requested,
  }
  let server: HttpServer | undefined
  const composed = compose(parts, () => server?.port ?? config.port)
  // Before the first request, which it would keep waiting.
  giveBackMemory()
  server = await listen(composed.application, {
    host: config.host,
    port: config.port,
    log,
    bounds: { stalledMs: config.requestTimeoutMs + STALLED_CLIENT_MS },
  })
  lifecycle.opened('HTTP server', () => server?.close(config.shutdownTimeoutMs))
  composed.start()
  lifecycle.opened('heartbeat and counting', () => composed.stop())
  log.info('serving', { host: config.host, port: server.port, storage: config.storage.kind })
}

function clockJumped(jumpMs: number, log: Logger): void {
  log.warn(
    'the clock of this machine was set; until it is certain, no session is ended early because of it',
    {
      jump_seconds: Math.round(jumpMs / 1000),
      remedy:
        'check time synchronisation; if the clock is right now, restart this server to follow it at once',
    },
  )
}

function compose(parts: ComposeParts, port: () => number): ComposedServer {
  const { config } = parts
  if (config.role === 'main') return composeMain(parts)
  const { publicUrl: configured, mainServerUrl } = config
  return composeRegional({
    ...parts,
    config,
    publicUrl: publicUrlFinder({ configured, mainServerUrl, port }),
  })
}

/** The last resort: what cannot be closed in time must not keep the process from ending. */
function guardAgainstHanging(ms: number, log: Logger, flush: () => Promise<void>): void {
  setTimeout(() => {
    log.error('stopping took too long; ending now', { ms })
    void flush().finally(() => process.exit(1))
  }, ms).unref()
}
