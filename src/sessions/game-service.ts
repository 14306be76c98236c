import type { RequestContext } from '../base/request-context.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { SessionEndedError, SessionNotFoundError } from './errors.ts'
import type {
  ActiveSessionsQuery,
  KeepAliveResult,
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
  /** Whether the same start may have been tried before, here or at another server. */
  readonly mayRepeat: boolean
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
        mayRepeat: request.mayRepeat,
      },
      context.deadline,
    )
    this.#events.sessionStarted(result.outcome)
    if (result.ended?.status === 'exited') this.#events.sessionReplaced()
    context.log.debug('session start answered', {
      session_id: result.session.sessionId,
      outcome: result.outcome,
      of_region: result.session.region,
    })
    return result
  }

  async exit(sessionId: string, context: RequestContext): Promise<EndedSession> {
    const result = await this.#store.exit(sessionId, this.#runtime.wallNowMs(), context.deadline)
    if (!result) throw unknownSession(sessionId)
    this.#events.sessionExited(result.outcome)
    return result.session
  }

  async keepAlive(sessionId: string, context: RequestContext): Promise<KeepAliveResult> {
    const result = await this.#store.keepAlive(sessionId, this.#runtime.wallNowMs(), context.deadline)
    if (!result) throw unknownSession(sessionId)
    const { status } = result.session
    if (status !== 'active') throw new SessionEndedError(`session ${sessionId} has ended: it is ${status}`)
    return result
  }

  async find(sessionId: string, context: RequestContext): Promise<Session> {
    const session = await this.#store.find(sessionId, this.#runtime.wallNowMs(), context.deadline)
    if (!session) throw unknownSession(sessionId)
    return session
  }

  listOfUser(query: Omit<UserSessionsQuery, 'nowMs'>, context: RequestContext): Promise<SessionPage> {
    return this.#store.listOfUser({ ...query, nowMs: this.#runtime.wallNowMs() }, context.deadline)
  }

  listActive(query: Omit<ActiveSessionsQuery, 'nowMs'>, context: RequestContext): Promise<SessionPage> {
    return this.#store.listActive({ ...query, nowMs: this.#runtime.wallNowMs() }, context.deadline)
  }
}

function unknownSession(sessionId: string): SessionNotFoundError {
  return new SessionNotFoundError(`there is no session ${sessionId}`)
}
