import type { Deadline } from '../../base/deadline.ts'
import type { RequestContext } from '../../base/request-context.ts'
import type { PlacedStartRequest } from '../../regions/ports.ts'
import type { RegionInstance, RegionRegistration } from '../../regions/region-instance.ts'
import type { StartAnswer } from '../../regions/start-router.ts'
import type { GameService } from '../../sessions/game-service.ts'

/** Decides where a session starts. A forwarded start stays on this server. */
export interface StartPort {
  start(request: PlacedStartRequest, forwarded: boolean, context: RequestContext): Promise<StartAnswer>
}

export type SessionsPort = Pick<GameService, 'exit' | 'keepAlive' | 'find' | 'listOfUser' | 'listActive'>

/** What main knows of the regional servers. */
export interface RegionDirectory {
  /** Throws `RegistrationRefusedError`. */
  register(registration: RegionRegistration): RegionInstance
  list(): readonly RegionInstance[]
}

/** Whether the server could serve a request now. */
export interface Readiness {
  /** Each thing that the server needs: 'ok', or what is wrong with it. */
  check(deadline: Deadline): Promise<Readonly<Record<string, string>>>
}

export interface MetricsSource {
  metricsText(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** What a server says of itself to people. */
export interface ServerIdentity {
  readonly role: 'main' | 'regional'
  readonly region: string
  readonly version: string
}
