import type { Runtime } from '../../base/runtime-port.ts'
import type { Route } from '../route.ts'
import { exitRoute } from './exit-route.ts'
import { healthRoute } from './health-route.ts'
import { heartbeatRoute } from './heartbeat-route.ts'
import { metricsRoute } from './metrics-route.ts'
import { openApiRoute } from './openapi-route.ts'
import { pageRoutes } from './page-routes.ts'
import type {
  MetricsSource,
  Readiness,
  RegionDirectory,
  ServerIdentity,
  SessionsPort,
  StartPort,
} from './ports.ts'
import { readyRoute } from './ready-route.ts'
import { regionListRoute } from './region-list-route.ts'
import { registerRoute } from './register-route.ts'
import { sessionListRoute } from './session-list-route.ts'
import { sessionRoute } from './session-route.ts'
import { startRoute } from './start-route.ts'

export interface ServerParts {
  readonly identity: ServerIdentity
  readonly runtime: Runtime
  readonly starts: StartPort
  readonly sessions: SessionsPort
  readonly readiness: Readiness
  readonly metrics: MetricsSource
  /** Main only: without it the paths below /api/regions do not exist. */
  readonly regions?: RegionDirectory
}

/** All routes of one server. */
export function serverRoutes(parts: ServerParts): Route[] {
  const { identity, runtime, starts, sessions, readiness, metrics, regions } = parts
  const described = [
    startRoute(starts, runtime),
    exitRoute(sessions),
    heartbeatRoute(sessions),
    sessionRoute(sessions),
    sessionListRoute(sessions),
    ...(regions ? [registerRoute(regions), regionListRoute(regions)] : []),
    healthRoute(),
    readyRoute(readiness),
    metricsRoute(metrics),
  ]
  return [...described, openApiRoute(described, identity.version), ...pageRoutes(identity)]
}
