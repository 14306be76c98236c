import type { RequestContext } from '../base/request-context.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { SessionNotFoundError } from './errors.ts'
import type {
  ActiveSessionsQuery,
  SessionEvents,
  SessionPage,
  SessionStore,
  StartResult,
  UserSessionsQuery,
} from './ports.ts'
import type { EndedSession, Session } from './session.ts'

export interface StartRequest {
  readonly userId: string
  readonly sessionId: string
  readonly sessionIdFrom: 'here' | 'elsewhere'
}

/** The sessions of one server: what its region starts, ends and shows. */
export class GameService {
  readonly #store: SessionStore
  readonly #runtime: Runtime
  readonly #region: string
  readonly #events: SessionEvents

  constructor(store: SessionStore, runtime: Runtime, region: string, events: SessionEvents) {
    this.#store = store
    this.#runtime = runtime
    this.#region = region
    this.#events = events
  }

  async start(request: StartRequest, context: RequestContext): Promise<StartResult> {
    const result = await this.#store.start(
      {
        sessionId: request.sessionId,
        userId: request.userId,
        region: this.#region,
        nowMs: this.#runtime.wallNowMs(),
        idFrom: request.sessionIdFrom,
      },
      context.deadline,
    )
    this.#events.sessionStarted(result.outcome)
    context.log.debug('session start answered', {
      session_id: result.session.sessionId,
      outcome: result.outcome,
      region: result.session.region,
    })
    return result
  }

  async exit(sessionId: string, context: RequestContext): Promise<EndedSession> {
    const result = await this.#store.exit(sessionId, this.#runtime.wallNowMs(), context.deadline)
    if (!result) throw unknownSession(sessionId)
    this.#events.sessionExited(result.outcome)
    return result.session
  }

  async find(sessionId: string, context: RequestContext): Promise<Session> {
    const session = await this.#store.find(sessionId, context.deadline)
    if (!session) throw unknownSession(sessionId)
    return session
  }

  listOfUser(query: UserSessionsQuery, context: RequestContext): Promise<SessionPage> {
    return this.#store.listOfUser(query, context.deadline)
  }

  listActive(query: ActiveSessionsQuery, context: RequestContext): Promise<SessionPage> {
    return this.#store.listActive(query, context.deadline)
  }
}

function unknownSession(sessionId: string): SessionNotFoundError {
  return new SessionNotFoundError(`there is no session ${sessionId}`)
}
