import { assert } from '../../base/assert.ts'
import type { Deadline } from '../../base/deadline.ts'
import { errorMessage, isError, OperatingError } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { decideExit, decideStart, START_OUTCOMES, type StartCommand } from '../../sessions/decide.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import type {
  ActiveSessionsQuery,
  ExitResult,
  SessionPage,
  SessionStore,
  StartResult,
  UserSessionsQuery,
} from '../../sessions/ports.ts'
import { isSessionId } from '../../sessions/session-id.ts'
import { type ActiveSession, isUserId, type Session } from '../../sessions/session.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { type Decision, GroupCommit } from './group-commit.ts'
import { SessionTables } from './session-tables.ts'

export interface EmbeddedStoreOptions {
  /** Made when it does not exist. Any number of servers of this machine may open it at once; not over a network. */
  readonly dataDir: string
  /** Kept with the data: a server with another one refuses to start. */
  readonly sessionPolicy: string
  /** A disk that does not take a write for this long counts as broken. */
  readonly commitTimeoutMs?: number
}

const DEFAULT_COMMIT_TIMEOUT_MS = 10_000

/** Any region will do: it is the reading that is checked. */
const CHECKED_REGION = 'main'

export async function openEmbeddedSessionStore(
  options: EmbeddedStoreOptions,
  runtime: Runtime,
  logger: Logger,
): Promise<SessionStore> {
  const { dataDir, sessionPolicy, commitTimeoutMs = DEFAULT_COMMIT_TIMEOUT_MS } = options
  const folder = await openDataFolder(dataDir, sessionPolicy, logger)
  logger.info('embedded session store opened', { data_dir: folder.path })
  return new EmbeddedSessionStore(folder, commitTimeoutMs, runtime, logger)
}

/**
 * Sessions in LMDB, on one machine. Whatever a call decides is on disk before it answers; a call that changes nothing
 * answers from what is already on disk.
 */
class EmbeddedSessionStore implements SessionStore {
  readonly #folder: DataFolder
  readonly #tables: SessionTables
  readonly #commits: GroupCommit
  readonly #commitTimeoutMs: number
  readonly #runtime: Runtime
  #closing: Promise<void> | undefined

  constructor(folder: DataFolder, commitTimeoutMs: number, runtime: Runtime, logger: Logger) {
    this.#folder = folder
    this.#tables = new SessionTables(folder)
    this.#commits = new GroupCommit(folder.transact, runtime, logger)
    this.#commitTimeoutMs = commitTimeoutMs
    this.#runtime = runtime
  }

  async start(command: StartCommand, deadline: Deadline): Promise<StartResult> {
    assert(isSessionId(command.sessionId), 'a start carries a session id')
    const decide = (): Decision<StartResult> => {
      const decision = decideStart(this.#tables.situation(command), command)
      const result = { outcome: START_OUTCOMES[decision.kind], session: decision.session }
      return decision.kind === 'create'
        ? { result, write: () => this.#tables.create(decision.session) }
        : { result }
    }
    return this.#decide('the start', deadline, decide)
  }

  async exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined> {
    const decide = (): Decision<ExitResult | undefined> => {
      const session = this.#tables.find(sessionId)
      if (!session) return { result: undefined }
      const decision = decideExit(session, nowMs)
      return decision.kind === 'end'
        ? {
            result: { outcome: 'ended', session: decision.session },
            write: () => this.#tables.end(decision.session),
          }
        : { result: { outcome: 'repeated', session: decision.session } }
    }
    return this.#decide('the exit', deadline, decide)
  }

  async find(sessionId: string, deadline: Deadline): Promise<Session | undefined> {
    return this.#read('the look-up', deadline, () => this.#tables.find(sessionId))
  }

  async listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage> {
    if (!isUserId(query.userId)) return this.#read('the list', deadline, () => ({ sessions: [] }))
    return this.#read('the list', deadline, () => this.#tables.listOfUser(query))
  }

  async listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }> {
    return this.#read('the list', deadline, () => this.#tables.listActive(query))
  }

  async countActive(region: string, deadline: Deadline): Promise<number> {
    return this.#read('the count', deadline, () => this.#tables.countActive(region))
  }

  /** Besides reading: that writing is not stuck, and after a failed commit that it works again. */
  async check(deadline: Deadline): Promise<void> {
    this.#read('the check', deadline, () => this.#tables.countActive(CHECKED_REGION))
    const waitedMs = this.#commits.waitedMs()
    if (waitedMs > this.#commitTimeoutMs) {
      throw new StoreUnavailableError(
        `the data folder ${this.#folder.path} has not taken a write for ${Math.round(waitedMs)} ms: see whether its disk works, then restart the server`,
      )
    }
    if (this.#commits.lastFailure === undefined) return
    await this.#commits.submit('the check', deadline, () => ({
      result: undefined,
      write: () => this.#tables.probe(),
    }))
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

  /** Looks before it writes: a call that changes nothing costs no flush. The transaction then decides again. */
  async #decide<T>(what: string, deadline: Deadline, decide: () => Decision<T>): Promise<T> {
    const seen = this.#read(what, deadline, decide)
    return seen.write ? this.#commits.submit(what, deadline, decide) : seen.result
  }

  #read<T>(what: string, deadline: Deadline, read: () => T): T {
    if (this.#closing) throw new StoreUnavailableError('the session store is closed')
    deadline.throwIfExpired(what)
    try {
      this.#folder.refresh()
      return read()
    } catch (error) {
      throw readFailure(error, this.#folder.path)
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
