import { errorMessage, OperatingError } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { Session } from '../../sessions/session.ts'
import { bucketOf } from './active-list.ts'
import { Call } from './call.ts'
import { type DerivedRows, derivedTimestampUs } from './derived-rows.ts'
import type { PlainWrite, PublicRow, TablePort } from './table-port.ts'
import type { UserAuthority } from './user-authority.ts'

/** How long one repair may take; who looks next begins it again. */
const REPAIR_DEADLINE_MS = 10_000
/** More repairs than this at once are left to the next look. */
const MAX_REPAIRS = 100

/** Where a session was found although the authority has it elsewhere; without a region: in its user's list. */
export interface Stray {
  readonly userId: string
  readonly sessionId: string
  readonly startedAtMs: number
  readonly region?: string
}

export function isBehind(row: PublicRow, session: Session): boolean {
  return row.version === undefined || row.version < session.version
}

/** Whether the row, though not behind, says something else than the authority. */
export function isRival(row: PublicRow, session: Session): boolean {
  const exitedAtMs = session.status === 'active' ? undefined : session.exitedAtMs
  return (
    row.version !== session.version ||
    row.region !== session.region ||
    row.startedAtMs !== session.startedAtMs ||
    row.status !== session.status ||
    row.exitedAtMs !== exitedAtMs
  )
}

/**
 * Mends what a look has found wrong, in the background, and only after the authority has been read at SERIAL: a start
 * that was tried at two servers may have left rows of the attempt that did not count.
 */
export class Repair {
  readonly #tables: TablePort
  readonly #authority: UserAuthority
  readonly #derived: DerivedRows
  readonly #runtime: Runtime
  readonly #log: Logger
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(
    tables: TablePort,
    authority: UserAuthority,
    derived: DerivedRows,
    runtime: Runtime,
    log: Logger,
  ) {
    this.#tables = tables
    this.#authority = authority
    this.#derived = derived
    this.#runtime = runtime
    this.#log = log
  }

  /** The row of `sessions` is missing, behind, or says something else than the authority. */
  publicRow({ userId, sessionId }: Pick<PublicRow, 'userId' | 'sessionId'>): Promise<void> {
    return this.#once(sessionId, async (call) => {
      const known = await this.#authority.confirm(userId, sessionId, call)
      if (!known) return
      const { session } = known
      const present = await call.read(() => this.#tables.readPublicRow(sessionId, 'quorum'))
      if (!present) return this.#derived.write(session)
      // A row of a lower version may have a later timestamp, when its start began later: it would not give way.
      const givesWay = present.writtenAtUs < derivedTimestampUs(session)
      if (givesWay && isBehind(present, session)) return this.#derived.write(session)
      if (present.userId !== userId || !isRival(present, session)) return
      const raised = await this.#authority.outbid(known, present, call)
      if (raised) await this.#derived.write(raised)
      const { region, startedAtMs } = present
      if (region === undefined || startedAtMs === undefined) return
      await this.#remove({ userId, sessionId, region, startedAtMs }, session)
    })
  }

  stray(stray: Stray): Promise<void> {
    return this.#once(`${stray.startedAtMs} ${stray.sessionId}`, async (call) => {
      const known = await this.#authority.confirm(stray.userId, stray.sessionId, call)
      if (known) await this.#remove(stray, known.session)
    })
  }

  /** Ends when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values())
  }

  async #remove(stray: Stray, session: Session): Promise<void> {
    const { userId, sessionId, startedAtMs, region } = stray
    const isElsewhere = region !== undefined && region !== session.region
    const isAnotherStart = startedAtMs !== session.startedAtMs
    const rows: PlainWrite[] = []
    if (isAnotherStart) rows.push({ table: 'sessions_by_user', userId, gone: { startedAtMs, sessionId } })
    if (isElsewhere) {
      rows.push({ table: 'sessions_by_region_and_user', gone: { region, userId, sessionId } })
    }
    if (region !== undefined && (isElsewhere || isAnotherStart)) {
      const bucket = bucketOf({ sessionId, region, startedAtMs })
      rows.push({ table: 'active_sessions', bucket, gone: { startedAtMs, sessionId } })
    }
    if (rows.length === 0) return
    this.#log.debug('removing rows of a start that did not count', { session_id: sessionId })
    // A stray is of version 1.
    await this.#tables.write(rows, derivedTimestampUs({ ...session, startedAtMs, version: 2 }))
  }

  #once(key: string, work: (call: Call) => Promise<void>): Promise<void> {
    const begun = this.#underWay.get(key)
    if (begun) return begun
    if (this.#underWay.size >= MAX_REPAIRS) return Promise.resolve()
    const repairing = this.#run(work).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, repairing)
    return repairing
  }

  async #run(work: (call: Call) => Promise<void>): Promise<void> {
    const deadline = this.#runtime.deadline(REPAIR_DEADLINE_MS)
    try {
      await work(new Call(deadline, this.#runtime))
    } catch (error) {
      const isExpected = error instanceof OperatingError
      this.#log[isExpected ? 'debug' : 'error']('a repair is left to the next look', {
        error: errorMessage(error),
      })
    } finally {
      deadline.dispose()
    }
  }
}
