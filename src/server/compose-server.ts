import type { Deadline } from '../base/deadline.ts'
import { errorMessage } from '../base/errors.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { type Application, createApplication } from '../http/application.ts'
import type { Readiness, RegionDirectory, StartPort } from '../http/routes/ports.ts'
import { serverRoutes } from '../http/routes/server-routes.ts'
import type { RegionClient } from '../regions/ports.ts'
import { ActiveCount } from '../sessions/active-count.ts'
import { ExpirySweep } from '../sessions/expiry-sweep.ts'
import { GameService } from '../sessions/game-service.ts'
import type { SessionStore } from '../sessions/ports.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** What a server is composed from. Production hands in the real things, the simulator virtual ones. */
export interface ComposeParts {
  readonly config: ServerConfig
  readonly version: string
  readonly runtime: Runtime
  readonly log: Logger
  readonly store: SessionStore
  readonly client: RegionClient
  readonly metrics: Metrics
  /** True from the moment the server was asked to stop. */
  readonly isStopping: () => boolean
}

export interface ComposedServer {
  readonly application: Application
  readonly activeCount: ActiveCount
  /** Begins what runs by itself: counting, sweeping, heartbeats. */
  start(): void
  /** Ends it; a regional server tells main that it leaves. */
  stop(): Promise<void>
}

/** What tells the two kinds of servers apart. */
interface Role {
  readonly starts: (local: GameService) => StartPort
  readonly regions?: RegionDirectory
  readonly regionsAlive?: () => number
  readonly breakersOpen?: () => ReadonlyMap<string, number>
}

/** What main and regional servers have in common. */
export function composeServer(parts: ComposeParts, role: Role): ComposedServer {
  const { config, version, runtime, log, store, metrics } = parts
  const games = new GameService(store, runtime, config.region, metrics)
  const sweep =
    config.rules.ttlMs === 0 ? undefined : new ExpirySweep(store, runtime, config.region, config.rules, log)
  const activeCount = new ActiveCount(store, runtime, config.region)
  metrics.observe({
    activeSessions: () => activeCount.current,
    ...(role.regionsAlive && { regionsAlive: role.regionsAlive }),
    ...(role.breakersOpen && { breakersOpen: role.breakersOpen }),
  })
  const routes = serverRoutes({
    identity: { role: config.role, region: config.region, version },
    runtime,
    starts: role.starts(games),
    sessions: games,
    readiness: readiness(parts),
    metrics: { metricsText: () => metrics.text() },
    ...(role.regions && { regions: role.regions }),
  })
  return {
    application: createApplication({
      routes,
      runtime,
      log,
      requestTimeoutMs: config.requestTimeoutMs,
      events: metrics,
    }),
    activeCount,
    start() {
      activeCount.start()
      sweep?.start()
    },
    async stop() {
      await activeCount.stop()
      await sweep?.stop()
    },
  }
}

/**
 * Ready: the store would serve a request now, and nobody has asked the server to stop. Why the store would not is for the
 * log, where each change is told once: the answer is for anybody, and the reason names hosts.
 */
function readiness({ store, isStopping, log }: ComposeParts): Readiness {
  let lastTrouble: string | undefined
  const troubleOf = async (deadline: Deadline) => {
    try {
      await store.check(deadline)
      return undefined
    } catch (error) {
      return errorMessage(error)
    }
  }
  return {
    async check(deadline) {
      const trouble = await troubleOf(deadline)
      if (trouble !== undefined && lastTrouble === undefined)
        log.warn('not ready: the store', { error: trouble })
      if (trouble === undefined && lastTrouble !== undefined) log.info('ready again: the store')
      lastTrouble = trouble
      return {
        server: isStopping() ? 'is stopping' : 'ok',
        store: trouble === undefined ? 'ok' : 'does not answer',
      }
    },
  }
}
