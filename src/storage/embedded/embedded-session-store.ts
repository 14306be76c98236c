import { assert } from '../../base/assert.ts'
import type { Deadline } from '../../base/deadline.ts'
import { DeadlineExceededError, errorMessage, isError, OperatingError } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import {
  decideExit,
  decideKeepAlive,
  decideStart,
  EXIT_OUTCOMES,
  START_OUTCOMES,
  type StartCommand,
} from '../../sessions/decide.ts'
import { ActiveSessionExistsError, StoreUnavailableError } from '../../sessions/errors.ts'
import { expired, expiresAtMs, type Seen } from '../../sessions/expiry.ts'
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
import { describeRules, sameRules, type SessionRules } from '../../sessions/rules.ts'
import { isSessionId } from '../../sessions/session-id.ts'
import { type ActiveSession, type EndedSession, isUserId, type Session } from '../../sessions/session.ts'
import { currentRules, type DataFolder, headerBytes, openDataFolder } from './data-folder.ts'
import type { Environment } from './environment.ts'
import { type Decision, GroupCommit } from './group-commit.ts'
import { SessionTables } from './session-tables.ts'

export interface EmbeddedStoreOptions {
  /** Made when it does not exist. Any number of servers of this machine may open it at once; not over a network. */
  readonly dataDir: string
  /** Kept with the data: a server with others refuses to start. */
  readonly rules: SessionRules
  /** A disk that does not take a write for this long counts as broken. */
  readonly commitTimeoutMs?: number
}

const DEFAULT_COMMIT_TIMEOUT_MS = 10_000

/** A decision, and whether it ended a session whose time was over. */
type Judged<T> = Decision<{ readonly value: T; readonly expired?: boolean }>

/** Any region will do: it is the reading that is checked. */
const CHECKED_REGION = 'main'

export async function openEmbeddedSessionStore(
  options: EmbeddedStoreOptions,
  runtime: Runtime,
  events: StoreEvents,
  logger: Logger,
): Promise<SessionStore> {
  const folder = await openDataFolder(options.dataDir, options.rules, logger)
  logger.info('embedded session store opened', { data_dir: folder.environment.path })
  return new EmbeddedSessionStore(folder, options, runtime, events, logger)
}

/**
 * Sessions in LMDB, on one machine. Whatever a call decides is on disk before it answers; a call that changes nothing
 * answers from what is already on disk.
 */
class EmbeddedSessionStore implements SessionStore {
  readonly #folder: DataFolder
  readonly #environment: Environment
  readonly #tables: SessionTables
  /** The header that was found right at the start: while it is the same, so are the rules. */
  readonly #header: Buffer
  readonly #commits: GroupCommit
  readonly #commitTimeoutMs: number
  readonly #rules: SessionRules
  readonly #events: StoreEvents
  readonly #runtime: Runtime
  #closing: Promise<void> | undefined

  constructor(
    folder: DataFolder,
    { rules, commitTimeoutMs = DEFAULT_COMMIT_TIMEOUT_MS }: EmbeddedStoreOptions,
    runtime: Runtime,
    events: StoreEvents,
    logger: Logger,
  ) {
    this.#folder = folder
    this.#rules = rules
    this.#events = events
    this.#environment = folder.environment
    this.#tables = new SessionTables(folder.environment)
    this.#header = headerBytes(folder.environment)
    this.#commits = new GroupCommit((work) => this.#transact(work), runtime, logger)
    this.#commitTimeoutMs = commitTimeoutMs
    this.#runtime = runtime
  }

  async start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    assert(isSessionId(command.sessionId), 'a start carries a session id')
    const decide = (): Judged<StartResult> => {
      this.#ensureSameRules()
      const judgedMs = this.#judgedMs(command.nowMs)
      const decision = decideStart(this.#tables.situation(command), command, judgedMs, this.#rules)
      if (decision.kind === 'reject') throw new ActiveSessionExistsError(decision.session)
      const { kind, session } = decision
      if (kind === 'expire') return this.#expiring({ outcome: 'repeated', session }, session)
      if (kind !== 'create') return { result: { value: { outcome: START_OUTCOMES[kind], session } } }
      const { ends } = decision
      const value = { outcome: 'created', session, ...(ends && { ended: ends }) } as const
      return {
        result: { value, expired: ends?.status === 'expired' },
        write: () => {
          if (ends) this.#tables.end(ends)
          this.#tables.create(session, this.#rules.policy !== 'allow')
        },
      }
    }
    // A new start of a user in no session will create: that is for the transaction to decide, and a look would only cost.
    const isTaken = this.#read('the start', deadline, () => this.#tables.isSlotTaken(command.userId))
    const isWorthALook = command.mayRepeat || isTaken
    return isWorthALook
      ? this.#decide('the start', deadline, decide)
      : this.#submit('the start', deadline, decide)
  }

  async exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    const decide = (): Judged<ExitResult | undefined> => {
      const seen = this.#tables.find(sessionId)
      if (!seen) return { result: { value: undefined } }
      const { kind, session } = decideExit(seen, nowMs, this.#judgedMs(nowMs), this.#rules)
      const value = { outcome: EXIT_OUTCOMES[kind], session }
      if (kind === 'expire') return this.#expiring(value, session)
      return kind === 'end'
        ? { result: { value }, write: () => this.#tables.end(session) }
        : { result: { value } }
    }
    return this.#decide('the exit', deadline, decide)
  }

  async keepAlive(
    sessionId: string,
    nowMs: number,
    deadline: Deadline,
  ): Promise<KeepAliveResult | undefined> {
    const decide = (): Judged<KeepAliveResult | undefined> => {
      this.#ensureSameRules()
      const seen = this.#tables.find(sessionId)
      if (!seen) return { result: { value: undefined } }
      const decision = decideKeepAlive(seen, nowMs, this.#judgedMs(nowMs), this.#rules)
      const { kind, session } = decision
      if (kind === 'expire') return this.#expiring({ session }, session)
      const endMs = kind === 'alive' ? expiresAtMs(decision, this.#rules) : undefined
      if (kind !== 'alive' || endMs === undefined) return { result: { value: { session } } }
      return {
        result: { value: { session, expiresAtMs: endMs } },
        write: () => this.#tables.keepAlive(sessionId, decision.lastSeenMs),
      }
    }
    return this.#decide('the keep-alive', deadline, decide)
  }

  async find(sessionId: string, nowMs: number, deadline: Deadline): Promise<Session | undefined> {
    const decide = (): Judged<Session | undefined> => {
      const seen = this.#tables.find(sessionId)
      const over = this.#over(seen, nowMs)
      return over ? this.#expiring(over, over) : { result: { value: seen?.session } }
    }
    return this.#decide('the look-up', deadline, decide)
  }

  async listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    if (!isUserId(query.userId)) return this.#read('the list', deadline, () => ({ sessions: [] }))
    const { status, nowMs } = query
    const overs: string[] = []
    const wanted = (seen: Seen) => {
      const session = this.#asItIs(seen, nowMs, overs)
      return status === undefined || session.status === status ? session : undefined
    }
    const page = this.#read('the list', deadline, () => this.#tables.listOfUser(query, wanted))
    const settled = await this.#expireAll(overs, nowMs, deadline)
    const sessions = page.sessions
      .map((session) => settled.get(session.sessionId) ?? session)
      .filter((session) => status === undefined || session.status === status)
    return { ...page, sessions }
  }

  async listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }> {
    const overs: string[] = []
    const wanted = (seen: Seen) => {
      const session = this.#asItIs(seen, query.nowMs, overs)
      return session.status === 'active' ? session : undefined
    }
    const page = this.#read('the list', deadline, () => this.#tables.listOfRegion(query, wanted))
    await this.#expireAll(overs, query.nowMs, deadline)
    return page
  }

  async countActive(region: string, deadline: Deadline): Promise<number> {
    return this.#read('the count', deadline, () => this.#tables.countActive(region))
  }

  async activeRegions(deadline: Deadline): Promise<readonly string[]> {
    return this.#read('the list of regions', deadline, () => this.#tables.activeRegions())
  }

  async expireOver(query: ExpiryQuery, deadline: Deadline): Promise<ExpiryStep> {
    const judgedMs = query.nowMs - query.graceMs
    const overs: string[] = []
    const { next } = this.#read('the sweep', deadline, () =>
      this.#tables.listOfRegion(query, (seen) => this.#asItIs(seen, judgedMs, overs)),
    )
    const settled = [...(await this.#expireAll(overs, judgedMs, deadline)).values()]
    const count = settled.filter((session) => session?.status === 'expired').length
    return { expired: count, ...(next && { next }) }
  }

  /** Besides reading: that a write gets its turn, which costs no flush, and after a failed commit that it is flushed. */
  async check(deadline: Deadline): Promise<void> {
    this.#read('the check', deadline, () => this.#tables.countActive(CHECKED_REGION))
    this.#read('the check', deadline, () => this.#ensureSameRules())
    if (this.#commits.waitedMs() > this.#commitTimeoutMs) throw this.#stuck()
    const hasFailed = this.#commits.lastFailure !== undefined
    try {
      await this.#commits.submit('the check', deadline, () => ({
        result: undefined,
        ...(hasFailed && { write: () => this.#tables.probe() }),
      }))
    } catch (error) {
      throw error instanceof DeadlineExceededError ? this.#stuck(error) : error
    }
  }

  #stuck(cause?: unknown): StoreUnavailableError {
    return new StoreUnavailableError(
      `the data folder ${this.#environment.path} has not taken a write for ${Math.round(this.#commits.waitedMs())} ms: see whether its disk works and whether another process holds it, then restart that or this server`,
      { cause },
    )
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async #finish(): Promise<void> {
    const gaveUp = new AbortController()
    const stuck = this.#runtime.sleep(this.#commitTimeoutMs, gaveUp.signal).then(() => 'stuck' as const)
    const ended = await Promise.race([this.#commits.idle(), stuck])
    gaveUp.abort()
    // A folder with a write that does not end cannot be let go; the end of the process does that.
    if (ended !== 'stuck') await this.#folder.close()
  }

  #judgedMs(nowMs: number): number {
    return nowMs - this.#runtime.clockDoubtMs()
  }

  /** Servers with different rules would answer one user differently: who runs by the old ones stops. */
  #ensureSameRules(): void {
    if (this.#header.equals(headerBytes(this.#environment))) return
    const kept = currentRules(this.#environment)
    if (!kept || sameRules(kept, this.#rules)) return
    throw new StoreUnavailableError(
      `the data in ${this.#environment.path} is now kept with ${describeRules(kept)}: set the same and restart this server`,
    )
  }

  #transact(work: () => void): Promise<void> {
    return this.#environment.transact(() => {
      this.#tables.beginBatch()
      work()
      this.#tables.endBatch()
    })
  }

  #over(seen: Seen | undefined, nowMs: number): EndedSession | undefined {
    return seen && expired(seen, this.#judgedMs(nowMs), this.#rules)
  }

  /** A session whose time is over counts as ended, and is noted in `overs`. */
  #asItIs(seen: Seen, nowMs: number, overs: string[]): Session {
    const over = this.#over(seen, nowMs)
    if (over) overs.push(over.sessionId)
    return over ?? seen.session
  }

  /** Each as the transaction found it: another server may have heard of its player meanwhile. */
  async #expireAll(
    sessionIds: readonly string[],
    nowMs: number,
    deadline: Deadline,
  ): Promise<ReadonlyMap<string, Session | undefined>> {
    const settle = async (sessionId: string) =>
      [sessionId, await this.find(sessionId, nowMs, deadline)] as const
    return new Map(await Promise.all(sessionIds.map(settle)))
  }

  #expiring<T>(value: T, session: EndedSession): Judged<T> {
    return { result: { value, expired: true }, write: () => this.#tables.end(session) }
  }

  /** Looks before it writes: a call that changes nothing costs no flush. The transaction then decides again. */
  async #decide<T>(what: string, deadline: Deadline, decide: () => Judged<T>): Promise<T> {
    const { write, result } = this.#read(what, deadline, decide)
    return write ? this.#submit(what, deadline, decide) : result.value
  }

  async #submit<T>(what: string, deadline: Deadline, decide: () => Judged<T>): Promise<T> {
    const { value, expired: isExpired } = await this.#commits.submit(what, deadline, decide)
    if (isExpired) this.#events.sessionExpired()
    return value
  }

  #read<T>(what: string, deadline: Deadline, read: () => T): T {
    if (this.#closing) throw new StoreUnavailableError('the session store is closed')
    deadline.throwIfExpired(what)
    try {
      this.#environment.refresh()
      return read()
    } catch (error) {
      this.#environment.failed(error)
      throw readFailure(error, this.#environment.path)
    }
  }
}

/** lmdb-js throws plain errors; ours say what they are. */
function readFailure(error: unknown, path: string): unknown {
  if (error instanceof OperatingError || !isPlainError(error)) return error
  return new StoreUnavailableError(`cannot read the data in ${path}: ${errorMessage(error)}`, {
    cause: error,
  })
}

function isPlainError(error: unknown): boolean {
  return isError(error) && error.name === 'Error'
}
