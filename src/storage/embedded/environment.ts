import { type Database, open, type RootDatabase } from 'lmdb'
import { errorMessage, isError } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import type { SessionPolicy } from '../../sessions/rules.ts'

/** What the folder says of itself. */
export interface Header {
  readonly format: number
  readonly sessionPolicy: SessionPolicy
  /** Absent in data from before sessions could expire. */
  readonly sessionTtlMs?: number
}

interface Tables {
  readonly root: RootDatabase<Header, string>
  readonly sessions: Database<Buffer, string>
  readonly users: Database<Buffer, Buffer>
  readonly regions: Database<Buffer, Buffer>
  readonly lastSeen: Database<number, string>
}

/** As LMDB calls the state after a write of its meta page has failed: nothing works until it is opened anew. */
const PANIC = 'MDB_PANIC'

/** The LMDB files of one folder and the tables in them. `keys.ts` and `rows.ts` say what stands in these. */
export class Environment {
  readonly path: string
  readonly #log: Logger
  #tables: Tables | undefined
  #reopening: Promise<void> | undefined
  #isClosed = false

  constructor(path: string, log: Logger) {
    this.path = path
    this.#log = log
    this.#tables = openTables(path)
  }

  get root(): RootDatabase<Header, string> {
    return this.#usable().root
  }

  /** The session's id: where it stands in its user's list. */
  get sessions(): Database<Buffer, string> {
    return this.#usable().sessions
  }

  /** The bare user: which session is active. User and position: the session itself. */
  get users(): Database<Buffer, Buffer> {
    return this.#usable().users
  }

  /** The bare region: how many sessions are active. Region and position: a copy of the active session. */
  get regions(): Database<Buffer, Buffer> {
    return this.#usable().regions
  }

  /** When the player of an active session was last heard of, by session id. */
  get lastSeen(): Database<number, string> {
    return this.#usable().lastSeen
  }

  /** Makes the following reads see everything that any process has committed until now. */
  refresh(): void {
    this.root.resetReadTxn()
  }

  /** Atomic and durable: all of `work`'s writes are flushed to disk when the promise resolves, or none is made. */
  async transact(work: () => void): Promise<void> {
    try {
      // A child transaction, because a plain one keeps what was written before a throw.
      await this.root.childTransaction(work)
    } catch (error) {
      this.#tellReason(error)
      this.failed(error)
      throw error
    }
  }

  /** Learns of an error that a read or write met: after a panic the files are opened anew, once at a time. */
  failed(error: unknown): void {
    if (!errorMessage(error).includes(PANIC) || this.#isClosed) return
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = undefined
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#reopening
    await this.#tables?.root.close()
    this.#tables = undefined
  }

  async #reopen(): Promise<void> {
    const broken = this.#tables
    this.#tables = undefined
    try {
      await broken?.root.close()
    } catch (error) {
      this.#log.debug('closing the broken data folder failed', { error: errorMessage(error) })
    }
    try {
      this.#tables = openTables(this.path)
      this.#log.warn('the data folder was opened anew after a failure of its disk', { data_dir: this.path })
    } catch (error) {
      this.#log.error('the data folder cannot be opened anew', {
        data_dir: this.path,
        error: errorMessage(error),
      })
    }
  }

  #usable(): Tables {
    if (this.#tables) return this.#tables
    if (!this.#isClosed && !this.#reopening) this.failed(new Error(PANIC))
    throw new StoreUnavailableError(
      `the data in ${this.path} is being opened anew after a failure of its disk`,
    )
  }

  /** lmdb-js hands out the reason of a failed commit as a promise that rejects; nobody looking at it would end the process. */
  #tellReason(error: unknown): void {
    if (!isError(error) || !('commitError' in error)) return
    Promise.resolve(error.commitError).catch((reason: unknown) => {
      this.#log.error('the data folder refused a commit', { error: errorMessage(reason) })
    })
  }
}

function openTables(path: string): Tables {
  // With overlappingSync another process could see, and pass on, a session that is not on disk yet.
  const root = open<Header, string>({
    path,
    noSubdir: false,
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: 'json',
  })
  return {
    root,
    sessions: root.openDB<Buffer, string>('sessions', { encoding: 'binary' }),
    users: root.openDB<Buffer, Buffer>('users', { encoding: 'binary', keyEncoding: 'binary' }),
    regions: root.openDB<Buffer, Buffer>('regions', { encoding: 'binary', keyEncoding: 'binary' }),
    lastSeen: root.openDB<number, string>('last-seen', { encoding: 'json' }),
  }
}
