import type { Deadline } from '../../base/deadline.ts'
import { decideExit, decideStart, START_OUTCOMES, type StartCommand } from '../../sessions/decide.ts'
import { SessionIdTakenError, StoreUnavailableError } from '../../sessions/errors.ts'
import type {
  ActiveSessionsQuery,
  ExitResult,
  ListPosition,
  SessionPage,
  SessionStore,
  StartResult,
  UserSessionsQuery,
} from '../../sessions/ports.ts'
import type { ActiveSession, Session } from '../../sessions/session.ts'
import { byPosition, type MemorySessionData } from './memory-session-data.ts'

/**
 * Sessions in this process only, for tests and simulations. Each call decides and writes in one synchronous step, so
 * nothing races. Servers that are given the same data share it, as they would share a database.
 */
export class MemorySessionStore implements SessionStore {
  readonly #data: MemorySessionData
  #closed = false

  constructor(data: MemorySessionData) {
    this.#data = data
  }

  async start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    this.#ensureReady('the start', deadline)
    const own = this.#data.find(command.sessionId)
    if (own && own.userId !== command.userId) {
      throw new SessionIdTakenError(`session ${command.sessionId} belongs to another user`)
    }
    const decision = decideStart({ own, active: this.#data.activeOf(command.userId) }, command)
    if (decision.kind === 'create') this.#data.save(decision.session)
    return { outcome: START_OUTCOMES[decision.kind], session: decision.session }
  }

  async exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    this.#ensureReady('the exit', deadline)
    const session = this.#data.find(sessionId)
    if (!session) return undefined
    const decision = decideExit(session, nowMs)
    if (decision.kind === 'ended') return { outcome: 'repeated', session: decision.session }
    this.#data.save(decision.session)
    return { outcome: 'ended', session: decision.session }
  }

  async find(sessionId: string, deadline: Deadline): Promise<Session | undefined> {
    this.#ensureReady('the look-up', deadline)
    return this.#data.find(sessionId)
  }

  async listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    this.#ensureReady('the list', deadline)
    const sessions = this.#data.ofUser(query.userId)
    return pageOf(
      query.status ? sessions.filter((session) => session.status === query.status) : sessions,
      query,
    )
  }

  async listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }> {
    this.#ensureReady('the list', deadline)
    return pageOf(this.#data.activeIn(query.region), query)
  }

  async countActive(region: string, deadline: Deadline): Promise<number> {
    this.#ensureReady('the count', deadline)
    return this.#data.countActive(region)
  }

  async check(deadline: Deadline): Promise<void> {
    this.#ensureReady('the check', deadline)
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #ensureReady(what: string, deadline: Deadline): void {
    if (this.#closed) throw new StoreUnavailableError('the session store is closed')
    deadline.throwIfExpired(what)
  }
}

function pageOf<T extends Session>(
  sessions: readonly T[],
  { after, limit }: { after?: ListPosition; limit: number },
): { sessions: readonly T[]; next?: ListPosition } {
  const rest = after ? sessions.filter((session) => byPosition(after, session) < 0) : sessions
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  if (!last || rest.length === page.length) return { sessions: page }
  return { sessions: page, next: { startedAtMs: last.startedAtMs, sessionId: last.sessionId } }
}
