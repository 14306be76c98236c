import { assert } from '../../base/assert.ts'
import { type Deadline, within } from '../../base/deadline.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { StartCommand } from '../../sessions/decide.ts'
import { SessionIdTakenError, StoreUnavailableError } from '../../sessions/errors.ts'
import type {
  ActiveSessionsQuery,
  ExitResult,
  SessionPage,
  SessionStore,
  StartResult,
  UserSessionsQuery,
} from '../../sessions/ports.ts'
import { type ActiveSession, isUserId, type Session } from '../../sessions/session.ts'
import { ActiveList } from './active-list.ts'
import { boundedMap } from './bounded-map.ts'
import { Call } from './call.ts'
import { DerivedRows } from './derived-rows.ts'
import { listOfUser } from './list-of-user.ts'
import type { ActiveEntry, PublicRow, TablePort } from './table-port.ts'
import { UserAuthority } from './user-authority.ts'
import { UserQueue } from './user-queue.ts'

/** How long closing waits for calls and writes under way. */
export const CLOSE_WAIT_MS = 10_000
/** Longer texts are nobody's session id; Cassandra refuses keys over 64 KiB. */
const MAX_SESSION_ID_LENGTH = 256
const LOOKS_AT_ONCE = 32
/** Nobody's user id begins with a space by accident; nothing is ever written here. */
const CHECKED_USER_ID = ' readiness check'

/**
 * Sessions in Cassandra. The authority (one partition for each user) decides; `sessions` and the lists follow from
 * it. This class gives the order of the steps: what is looked at first, and what must be written before the answer.
 */
export class SessionRepository implements SessionStore {
  readonly #tables: TablePort
  readonly #runtime: Runtime
  readonly #authority: UserAuthority
  readonly #active: ActiveList
  readonly #derived: DerivedRows
  readonly #queue = new UserQueue()
  readonly #underWay = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(tables: TablePort, runtime: Runtime, log: Logger) {
    this.#tables = tables
    this.#runtime = runtime
    this.#authority = new UserAuthority(tables, runtime)
    this.#active = new ActiveList(tables, runtime, log)
    this.#derived = new DerivedRows(tables, this.#active, runtime, log)
  }

  start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    return this.#answer('starting the session', deadline, async (call) => {
      assert(isUserId(command.userId), 'a start carries a well-formed user id')
      if (command.idFrom === 'elsewhere') await this.#claim(command, call)
      const result = await this.#queue.run(command.userId, () => this.#authority.start(command, call))
      if (result.outcome === 'created') await this.#derived.write(result.session)
      else await this.#derived.ensure(result.session, call)
      return result
    })
  }

  exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    return this.#answer('ending the session', deadline, async (call) => {
      const row = await this.#publicRow(sessionId, call)
      if (!row) return undefined
      const end = () =>
        this.#queue.run(row.userId, () => this.#authority.exit(row.userId, sessionId, nowMs, call))
      let result = await end()
      if (!result) {
        await this.#sessionOf(row, call)
        result = await end()
      }
      if (!result) return undefined
      if (result.outcome === 'ended') await this.#derived.write(result.session)
      else if (isBehind(row, result.session)) await this.#derived.ensure(result.session, call)
      return result
    })
  }

  find(sessionId: string, deadline: Deadline): Promise<Session | undefined> {
    return this.#answer('looking the session up', deadline, async (call) => {
      const row = await this.#publicRow(sessionId, call)
      return row && this.#sessionOf(row, call)
    })
  }

  listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    return this.#answer("listing the user's sessions", deadline, async (call) =>
      isUserId(query.userId) ? listOfUser(this.#tables, query, call) : { sessions: [] },
    )
  }

  listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }> {
    return this.#answer('listing the active sessions', deadline, async (call) => {
      const { region, limit, after } = query
      const entries = await this.#active.page(region, limit + 1, after, call)
      const listed = entries.slice(0, limit)
      const sessions = await boundedMap(listed, LOOKS_AT_ONCE, (entry) => this.#stillActive(entry, call))
      const page = { sessions: sessions.filter((session) => session !== undefined) }
      const last = listed.at(-1)
      if (entries.length <= limit || !last) return page
      return { ...page, next: { startedAtMs: last.startedAtMs, sessionId: last.sessionId } }
    })
  }

  countActive(region: string, deadline: Deadline): Promise<number> {
    return this.#answer('counting the active sessions', deadline, (call) => this.#active.count(region, call))
  }

  check(deadline: Deadline): Promise<void> {
    return this.#answer('checking Cassandra', deadline, async (call) => {
      await call.read(() => this.#tables.readSlot(CHECKED_USER_ID, 'serial'))
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const finished = Promise.allSettled(this.#underWay).then(() => this.#derived.settled())
    const bound = new AbortController()
    await Promise.race([finished, this.#runtime.sleep(CLOSE_WAIT_MS, bound.signal)])
    bound.abort()
    await this.#tables.close()
  }

  /** Runs `work` and answers by the deadline; the work itself goes on to the end of what it has decided. */
  async #answer<T>(what: string, deadline: Deadline, work: (call: Call) => Promise<T>): Promise<T> {
    if (this.#closing) throw new StoreUnavailableError('the session store is closed')
    const call = new Call(deadline, this.#runtime)
    const working = work(call)
    this.#underWay.add(working)
    const forget = () => this.#underWay.delete(working)
    working.then(forget, forget)
    try {
      return await within(deadline, what, working)
    } catch (error) {
      throw call.explain(error)
    }
  }

  /** An id that came from elsewhere must not be another user's. */
  async #claim(command: StartCommand, call: Call): Promise<void> {
    const row = await call.read(() => this.#tables.readPublicRow(command.sessionId, 'plain'))
    if (!row) return
    if (row.userId !== command.userId) {
      throw new SessionIdTakenError(`session ${command.sessionId} is another user's; draw a new id`)
    }
    await this.#sessionOf(row, call)
  }

  async #publicRow(sessionId: string, call: Call): Promise<PublicRow | undefined> {
    const isPossible = sessionId.length > 0 && sessionId.length <= MAX_SESSION_ID_LENGTH
    if (!isPossible || !sessionId.isWellFormed()) return undefined
    const read = (level: 'plain' | 'quorum') => call.read(() => this.#tables.readPublicRow(sessionId, level))
    return (await read('plain')) ?? (await read('quorum'))
  }

  /** The truth about a session that `sessions` names. */
  async #sessionOf(row: PublicRow, call: Call): Promise<Session> {
    const known = await this.#authority.find(row.userId, row.sessionId, row.version ?? 0, call)
    if (known) {
      if (isBehind(row, known)) this.#derived.repair(known)
      return known
    }
    const adopted = await this.#authority.adopt(row, call)
    await this.#derived.write(adopted)
    return adopted
  }

  async #stillActive(entry: ActiveEntry, call: Call): Promise<ActiveSession | undefined> {
    const session = await this.#authority.find(entry.userId, entry.sessionId, 0, call)
    if (session?.status === 'active') return session
    if (session) this.#derived.repair(session)
    return undefined
  }
}

function isBehind(row: PublicRow, session: Session): boolean {
  return row.version === undefined || row.version < session.version
}
