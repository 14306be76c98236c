import type { Deadline } from '../../base/deadline.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import {
  decideExit,
  decideKeepAlive,
  decideStart,
  EXIT_OUTCOMES,
  START_OUTCOMES,
  type StartCommand,
} from '../../sessions/decide.ts'
import {
  ActiveSessionExistsError,
  SessionIdTakenError,
  StoreUnavailableError,
} from '../../sessions/errors.ts'
import { expired, expiresAtMs } from '../../sessions/expiry.ts'
import type {
  ActiveSessionsQuery,
  ExitResult,
  ExpiryQuery,
  ExpiryStep,
  KeepAliveResult,
  ListPosition,
  SessionPage,
  SessionStore,
  StartResult,
  StoreEvents,
  UserSessionsQuery,
} from '../../sessions/ports.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import type { ActiveSession, EndedSession, Session } from '../../sessions/session.ts'
import { byPosition, type MemorySessionData } from './memory-session-data.ts'

/**
 * Sessions in this process only, for tests and simulations. Each call decides and writes in one synchronous step, so
 * nothing races. Servers that are given the same data share it, as they would share a database.
 */
export class MemorySessionStore implements SessionStore {
  readonly #data: MemorySessionData
  readonly #rules: SessionRules
  readonly #runtime: Runtime
  readonly #events: StoreEvents
  #closed = false

  constructor(data: MemorySessionData, rules: SessionRules, runtime: Runtime, events: StoreEvents) {
    this.#data = data
    this.#rules = rules
    this.#runtime = runtime
    this.#events = events
  }

  async start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    this.#ensureReady('the start', deadline)
    const own = this.#data.find(command.sessionId)
    if (own && own.session.userId !== command.userId) {
      throw new SessionIdTakenError(`session ${command.sessionId} belongs to another user`)
    }
    const active = this.#data.activeOf(command.userId)
    const decision = decideStart({ own, active }, command, this.#judgedMs(command.nowMs), this.#rules)
    if (decision.kind === 'reject') throw new ActiveSessionExistsError(decision.session)
    const { kind, session } = decision
    if (kind === 'expire') this.#expire(session)
    if (kind !== 'create') return { outcome: START_OUTCOMES[kind], session }
    const { ends } = decision
    if (ends?.status === 'expired') this.#expire(ends)
    else if (ends) this.#data.end(ends)
    this.#data.create(session, this.#rules.policy !== 'allow')
    return { outcome: 'created', session, ...(ends && { ended: ends }) }
  }

  async exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    this.#ensureReady('the exit', deadline)
    const seen = this.#data.find(sessionId)
    if (!seen) return undefined
    const { kind, session } = decideExit(seen, nowMs, this.#judgedMs(nowMs), this.#rules)
    if (kind === 'expire') this.#expire(session)
    else if (kind === 'end') this.#data.end(session)
    return { outcome: EXIT_OUTCOMES[kind], session }
  }

  async keepAlive(
    sessionId: string,
    nowMs: number,
    deadline: Deadline,
  ): Promise<KeepAliveResult | undefined> {
    this.#ensureReady('the keep-alive', deadline)
    const seen = this.#data.find(sessionId)
    if (!seen) return undefined
    const decision = decideKeepAlive(seen, nowMs, this.#judgedMs(nowMs), this.#rules)
    const { kind, session } = decision
    if (kind === 'expire') this.#expire(session)
    if (kind !== 'alive') return { session }
    this.#data.keepAlive(sessionId, decision.lastSeenMs)
    const endMs = expiresAtMs(decision, this.#rules)
    return { session, ...(endMs !== undefined && { expiresAtMs: endMs }) }
  }

  async find(sessionId: string, nowMs: number, deadline: Deadline): Promise<Session | undefined> {
    this.#ensureReady('the look-up', deadline)
    return this.#asItIs(sessionId, nowMs)
  }

  async listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    this.#ensureReady('the list', deadline)
    const all = this.#data.ofUser(query.userId)
    const sessions = all.map((session) => this.#asItIs(session.sessionId, query.nowMs) ?? session)
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
    const listed = this.#data.activeIn(query.region)
    const sessions = listed.map((session) => this.#asItIs(session.sessionId, query.nowMs))
    return pageOf(
      sessions.filter((session) => session?.status === 'active'),
      query,
    )
  }

  async countActive(region: string, deadline: Deadline): Promise<number> {
    this.#ensureReady('the count', deadline)
    return this.#data.countActive(region)
  }

  async activeRegions(deadline: Deadline): Promise<readonly string[]> {
    this.#ensureReady('the list of regions', deadline)
    return this.#data.activeRegions()
  }

  async expireOver(query: ExpiryQuery, deadline: Deadline): Promise<ExpiryStep> {
    this.#ensureReady('the sweep', deadline)
    const page = pageOf(this.#data.activeIn(query.region), query)
    const ended = page.sessions.filter(
      ({ sessionId }) => this.#asItIs(sessionId, query.nowMs - query.graceMs)?.status === 'expired',
    )
    return { expired: ended.length, ...(page.next && { next: page.next }) }
  }

  async check(deadline: Deadline): Promise<void> {
    this.#ensureReady('the check', deadline)
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  /** A session whose time is over ends when it is looked at. */
  #asItIs(sessionId: string, nowMs: number): Session | undefined {
    const seen = this.#data.find(sessionId)
    const over = seen && expired(seen, this.#judgedMs(nowMs), this.#rules)
    if (over) this.#expire(over)
    return over ?? seen?.session
  }

  #expire(session: EndedSession): void {
    this.#data.end(session)
    this.#events.sessionExpired()
  }

  #judgedMs(nowMs: number): number {
    return nowMs - this.#runtime.clockDoubtMs()
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
