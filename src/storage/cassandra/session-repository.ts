import { assert } from '../../base/assert.ts'
import { type Deadline, within } from '../../base/deadline.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { decideExit, decideKeepAlive, decideStart, type StartCommand } from '../../sessions/decide.ts'
import {
  ActiveSessionExistsError,
  SessionIdTakenError,
  StoreUnavailableError,
} from '../../sessions/errors.ts'
import { expiresAtMs, type Seen } from '../../sessions/expiry.ts'
import type {
  ActiveSessionsQuery,
  ExitResult,
  ExpiryQuery,
  ExpiryStep,
  KeepAliveResult,
  SessionPage,
  SessionStore,
  StartResult,
  StoreEvents,
  UserSessionsQuery,
} from '../../sessions/ports.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import { type ActiveSession, isUserId, type Session } from '../../sessions/session.ts'
import { ActiveList } from './active-list.ts'
import { boundedMap } from './bounded-map.ts'
import { Call } from './call.ts'
import { DerivedRows } from './derived-rows.ts'
import { KeepAlives } from './keep-alives.ts'
import { Lifetimes } from './lifetimes.ts'
import { listOfUser } from './list-of-user.ts'
import { isBehind, Repair } from './repair.ts'
import { RepairSweep, type SweepPace } from './repair-sweep.ts'
import { type ReadRules, RulesWatch } from './rules-watch.ts'
import { Settlement } from './settlement.ts'
import { Situations } from './situations.ts'
import { type AuthorityRow, BIRTH_TIMESTAMP_US, type PublicRow, type TablePort } from './table-port.ts'
import { UserAuthority } from './user-authority.ts'
import { UserQueue } from './user-queue.ts'
import { UserStarts } from './user-starts.ts'

/** How long closing waits for calls and writes under way. */
const CLOSE_WAIT_MS = 10_000
/** Longer texts are nobody's session id; Cassandra refuses keys over 64 KiB. */
const MAX_SESSION_ID_LENGTH = 256
const LOOKS_AT_ONCE = 32
/** Nobody's user id begins with a space by accident; nothing is ever written here. */
const CHECKED_USER_ID = ' readiness check'

export interface RepositoryParts {
  readonly tables: TablePort
  readonly rules: SessionRules
  readonly runtime: Runtime
  readonly events: StoreEvents
  readonly log: Logger
  /** The rules that the keyspace has now; absent where nobody can change them. */
  readonly readRules?: ReadRules
  /** Absent: only what is looked at is repaired. */
  readonly sweep?: SweepPace
}

/**
 * Sessions in Cassandra. The authority (one partition for each user) decides; `sessions` and the lists follow from
 * it. This class gives the order of the steps: what is looked at first, and what must be written before the answer.
 */
export class SessionRepository implements SessionStore {
  readonly #tables: TablePort
  readonly #rules: SessionRules
  readonly #runtime: Runtime
  readonly #lifetimes: Lifetimes
  readonly #authority: UserAuthority
  readonly #starts: UserStarts
  readonly #keepAlives: KeepAlives
  readonly #active: ActiveList
  readonly #derived: DerivedRows
  readonly #repair: Repair
  readonly #settlement: Settlement
  readonly #watch: RulesWatch | undefined
  readonly #sweep: RepairSweep | undefined
  readonly #queue = new UserQueue()
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #stop = new AbortController()
  #loops: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor({ tables, rules, runtime, events, log, readRules, sweep }: RepositoryParts) {
    this.#tables = tables
    this.#rules = rules
    this.#runtime = runtime
    const situations = new Situations(tables)
    this.#lifetimes = new Lifetimes(tables, rules)
    this.#authority = new UserAuthority(tables, this.#lifetimes, situations, runtime)
    this.#starts = new UserStarts(tables, this.#lifetimes, situations, runtime)
    this.#keepAlives = new KeepAlives(tables, this.#authority, rules, runtime)
    this.#active = new ActiveList(tables, runtime, log)
    this.#derived = new DerivedRows(tables, this.#active, runtime, log)
    this.#repair = new Repair(tables, this.#authority, this.#derived, runtime, log)
    this.#watch = readRules && new RulesWatch(rules, readRules, runtime, log)
    const [authority, derived, repair] = [this.#authority, this.#derived, this.#repair]
    this.#settlement = new Settlement({ tables, rules, authority, derived, repair, events })
    const mend = (row: AuthorityRow, call: Call) =>
      this.#settlement.mend(row, this.#judgedMs(runtime.wallNowMs()), call)
    this.#sweep = sweep && new RepairSweep(tables, mend, sweep, runtime, log)
  }

  /** Begins what goes on by itself until the store is closed. */
  run(): void {
    const { signal } = this.#stop
    this.#loops = Promise.all([this.#watch?.run(signal), this.#sweep?.run(signal)])
  }

  start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    return this.#answer('starting the session', deadline, async (call) => {
      assert(isUserId(command.userId), 'a start carries a well-formed user id')
      this.#watch?.throwIfChanged()
      const judgedMs = this.#judgedMs(command.nowMs)
      const isKnown = command.idFrom === 'elsewhere' && (await this.#isOwn(command, judgedMs, call))
      const mayRepeat = command.mayRepeat || isKnown
      if (this.#rules.policy === 'allow' && !mayRepeat) return this.#bear(command, judgedMs, call)
      const starting = this.#queue.run(command.userId, () => this.#starts.start(command, judgedMs, call))
      const { result, decided } = await starting.catch(async (error: unknown) => {
        // Who is refused will want to end the session that is named: it can be found.
        if (error instanceof ActiveSessionExistsError) await this.#derived.ensure(error.session, call)
        throw error
      })
      await this.#settlement.follow(decided)
      if (decided.length === 0) await this.#derived.ensure(result.session, call)
      return result
    })
  }

  exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    return this.#answer('ending the session', deadline, async (call) => {
      const row = await this.#publicRow(sessionId, call)
      if (!row) return undefined
      const judgedMs = this.#judgedMs(nowMs)
      const end = (seen: Seen) => {
        const decision = decideExit(seen, nowMs, judgedMs, this.#rules)
        return decision.kind === 'repeat' ? undefined : decision.session
      }
      const { session, isMine } = await this.#queue.run(row.userId, () =>
        this.#settlement.settled(row, judgedMs, end, call),
      )
      assert(session.status !== 'active', 'an exit leaves no session active')
      if (!isMine && isBehind(row, session)) await this.#derived.ensure(session, call)
      return { outcome: isMine && session.status === 'exited' ? 'ended' : 'repeated', session }
    })
  }

  keepAlive(sessionId: string, nowMs: number, deadline: Deadline): Promise<KeepAliveResult | undefined> {
    return this.#answer('keeping the session alive', deadline, async (call) => {
      this.#watch?.throwIfChanged()
      const beganMs = this.#runtime.monotonicNowMs()
      const row = await this.#publicRow(sessionId, call)
      if (!row) return undefined
      const judgedMs = this.#judgedMs(nowMs)
      const knownByMs = nowMs + this.#keepAlives.marginMs
      const end = (seen: Seen) => this.#settlement.over(seen, judgedMs)
      const settled = await this.#settlement.settled(row, knownByMs, end, call)
      const decision = decideKeepAlive(settled.seen, nowMs, judgedMs, this.#rules)
      const { session } = decision
      const endMs = decision.kind === 'alive' ? expiresAtMs(decision, this.#rules) : undefined
      if (decision.kind !== 'alive' || endMs === undefined) return { session }
      const now = { nowMs, beganMs }
      const isKept = await this.#keepAlives.keep(
        settled.row,
        decision.session,
        decision.lastSeenMs,
        now,
        call,
      )
      if (isKept) return { session, expiresAtMs: endMs }
      return { session: await this.#settlement.asItIs(row, judgedMs, call) }
    })
  }

  find(sessionId: string, nowMs: number, deadline: Deadline): Promise<Session | undefined> {
    return this.#answer('looking the session up', deadline, async (call) => {
      const row = await this.#publicRow(sessionId, call)
      return row && (await this.#settlement.asItIs(row, this.#judgedMs(nowMs), call))
    })
  }

  listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    return this.#answer("listing the user's sessions", deadline, async (call) => {
      if (!isUserId(query.userId)) return { sessions: [] }
      const judgedMs = this.#judgedMs(query.nowMs)
      const parts = {
        tables: this.#tables,
        lifetimes: this.#lifetimes,
        settle: async (session: Session) =>
          (await this.#settlement.current(session, judgedMs, call)) ?? session,
        onStray: (userId: string, position: { sessionId: string; startedAtMs: number }) =>
          void this.#repair.stray({ userId, ...position }),
      }
      return listOfUser(parts, query, judgedMs, call)
    })
  }

  listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }> {
    return this.#answer('listing the active sessions', deadline, async (call) => {
      const { region, limit, after } = query
      const entries = await this.#active.page(region, limit + 1, after, call)
      const listed = entries.slice(0, limit)
      const judgedMs = this.#judgedMs(query.nowMs)
      const looks = await boundedMap(listed, LOOKS_AT_ONCE, (entry) =>
        this.#settlement.listed({ ...entry, region }, judgedMs, call),
      )
      const page = { sessions: looks.flatMap((session) => (session?.status === 'active' ? session : [])) }
      const last = listed.at(-1)
      if (entries.length <= limit || !last) return page
      return { ...page, next: { startedAtMs: last.startedAtMs, sessionId: last.sessionId } }
    })
  }

  countActive(region: string, deadline: Deadline): Promise<number> {
    return this.#answer('counting the active sessions', deadline, (call) => this.#active.count(region, call))
  }

  activeRegions(deadline: Deadline): Promise<readonly string[]> {
    return this.#answer('listing the regions', deadline, (call) => this.#active.regions(call))
  }

  expireOver(query: ExpiryQuery, deadline: Deadline): Promise<ExpiryStep> {
    return this.#answer('ending what is over', deadline, async (call) => {
      const { region, nowMs, graceMs, limit, after } = query
      const judgedMs = this.#judgedMs(nowMs) - graceMs
      const entries = await this.#active.page(region, limit, after, call)
      const looks = await boundedMap(entries, LOOKS_AT_ONCE, (entry) =>
        this.#settlement.listed({ ...entry, region }, judgedMs, call),
      )
      const count = looks.filter((session) => session?.status === 'expired').length
      const last = entries.at(-1)
      if (entries.length < limit || !last) return { expired: count }
      return { expired: count, next: { startedAtMs: last.startedAtMs, sessionId: last.sessionId } }
    })
  }

  check(deadline: Deadline): Promise<void> {
    return this.#answer('checking Cassandra', deadline, async (call) => {
      this.#watch?.throwIfChanged()
      await call.read(() => this.#tables.readSlot(CHECKED_USER_ID, 'serial'))
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stop.abort()
    const finished = Promise.allSettled([this.#loops, ...this.#underWay])
      .then(() => this.#repair.settled())
      .then(() => this.#derived.settled())
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

  #judgedMs(nowMs: number): number {
    return nowMs - this.#runtime.clockDoubtMs()
  }

  /**
   * A start that nothing can stand in the way of and that nobody has tried before. It looks at nothing: should the same
   * start be tried elsewhere, the conditional write made there counts, whenever this one arrives.
   */
  async #bear(command: StartCommand, judgedMs: number, call: Call): Promise<StartResult> {
    const decision = decideStart({ own: undefined, active: undefined }, command, judgedMs, this.#rules)
    assert(decision.kind === 'create', 'a start with nothing in its way creates')
    const { session } = decision
    const birth = { session, startedBy: this.#runtime.newId() }
    await call.write(() => this.#tables.write([{ table: 'user_sessions', birth }], BIRTH_TIMESTAMP_US))
    await this.#derived.write(session)
    return { outcome: 'created', session }
  }

  /** Whether an id that came from elsewhere is that of a session; another user's it must not be. */
  async #isOwn(command: StartCommand, judgedMs: number, call: Call): Promise<boolean> {
    const row = await call.read(() => this.#tables.readPublicRow(command.sessionId, 'plain'))
    if (!row) return false
    if (row.userId !== command.userId) {
      throw new SessionIdTakenError(`session ${command.sessionId} is another user's; draw a new id`)
    }
    await this.#settlement.asItIs(row, judgedMs, call)
    return true
  }

  async #publicRow(sessionId: string, call: Call): Promise<PublicRow | undefined> {
    const isPossible = sessionId.length > 0 && sessionId.length <= MAX_SESSION_ID_LENGTH
    if (!isPossible || !sessionId.isWellFormed()) return undefined
    const read = (level: 'plain' | 'quorum') => call.read(() => this.#tables.readPublicRow(sessionId, level))
    return (await read('plain')) ?? (await read('quorum'))
  }
}
