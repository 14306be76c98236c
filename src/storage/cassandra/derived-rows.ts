import { errorMessage } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { RandomStream } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import type { Session } from '../../sessions/session.ts'
import type { ActiveList } from './active-list.ts'
import { type Call, pauseMs } from './call.ts'
import type { PlainWrite, TablePort } from './table-port.ts'

/** How often one derived write is tried before it is left to the next one who looks. */
const WRITE_ATTEMPTS = 6

const MICROSECONDS = 1_000

/** Orders the versions of one session's derived rows without a clock: whoever writes them, the latest version stays. */
export function derivedTimestampUs(session: Session): number {
  return session.startedAtMs * MICROSECONDS + session.version
}

/**
 * The rows that follow from a decision. The row of `sessions` is written last, so its version tells that every
 * other row of that version is there: who sees it behind writes them all.
 */
export class DerivedRows {
  readonly #tables: TablePort
  readonly #active: ActiveList
  readonly #runtime: Runtime
  readonly #random: RandomStream
  readonly #log: Logger
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(tables: TablePort, active: ActiveList, runtime: Runtime, log: Logger) {
    this.#tables = tables
    this.#active = active
    this.#runtime = runtime
    this.#random = runtime.random('cassandra-derived')
    this.#log = log
  }

  /** Ends when all rows are written. Once begun it does not stop because a caller has gone. */
  write(session: Session): Promise<void> {
    const key = `${session.version} ${session.sessionId}`
    const begun = this.#underWay.get(key)
    if (begun) return begun
    const writing = this.#writeAll(session).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, writing)
    return writing
  }

  /**
   * Before a session that somebody else decided is answered: its rows are there, for everybody. A row that only one
   * replica has, of a write that failed, is not enough.
   */
  async ensure(session: Session, call: Call): Promise<void> {
    const row = await call.read(() => this.#tables.readPublicRow(session.sessionId, 'quorum'))
    if (row?.version === undefined || row.version < session.version) await this.write(session)
  }

  /** Like `write`, for who does not wait. */
  repair(session: Session): void {
    this.#log.debug('derived rows are behind; writing them again', {
      session_id: session.sessionId,
      version: session.version,
    })
    this.write(session).catch(() => {})
  }

  /** Ends when no write is under way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values())
  }

  async #writeAll(session: Session): Promise<void> {
    const timestampUs = derivedTimestampUs(session)
    await this.#persist(async () => {
      const listed = await this.#active.rowOf(session)
      const rows: PlainWrite[] = [
        { table: 'sessions_by_user', session },
        { table: 'sessions_by_region_and_user', session },
        listed,
      ]
      await this.#tables.write(rows, timestampUs)
    }, session)
    await this.#persist(() => this.#tables.write([{ table: 'sessions', session }], timestampUs), session)
  }

  async #persist(write: () => Promise<void>, session: Session): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || attempt >= WRITE_ATTEMPTS) {
          this.#log.warn('derived rows stay behind until the session is looked at', {
            session_id: session.sessionId,
            version: session.version,
            error: errorMessage(error),
          })
          throw error
        }
      }
      await this.#runtime.sleep(pauseMs(this.#random, attempt))
    }
  }
}
