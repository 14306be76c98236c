import type { Runtime } from '../../base/runtime-port.ts'
import { expiresAtMs, type Seen } from '../../sessions/expiry.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import type { ActiveSession } from '../../sessions/session.ts'
import type { Call } from './call.ts'
import type { AuthorityRow, TablePort } from './table-port.ts'
import type { UserAuthority } from './user-authority.ts'

/** How far the clocks of two servers may be apart. */
const LONGEST_SKEW_MS = 10_000
/** The rows outlast what they keep alive by this, so that the end of a session that nobody swept is known for a while. */
const SHORTEST_KEPT_S = 24 * 3_600
const MICROSECONDS = 1_000

/**
 * Signs of life. Each is a plain row, which an expiry looks for at QUORUM before it decides. An expiry that has looked
 * already would overlook it: so a sign that is not down well before the session would have been over is also marked in
 * the authority, and an expiry decided without it is refused there. When that would have been is told by the start and
 * by the last mark alone: another sign may be down and not yet marked, and an expiry under way may not have seen it.
 */
export class KeepAlives {
  readonly #tables: TablePort
  readonly #authority: UserAuthority
  readonly #rules: SessionRules
  readonly #runtime: Runtime

  constructor(tables: TablePort, authority: UserAuthority, rules: SessionRules, runtime: Runtime) {
    this.#tables = tables
    this.#authority = authority
    this.#rules = rules
    this.#runtime = runtime
  }

  /** By when the last sign must be known to tell whether the next one comes in time. */
  get marginMs(): number {
    return Math.min(LONGEST_SKEW_MS, this.#rules.ttlMs / 2)
  }

  /** Whether the session is still there. `nowMs` was the time at `beganMs` of the monotonic clock. */
  async keep(
    row: AuthorityRow,
    session: ActiveSession,
    seenAtMs: number,
    now: { readonly nowMs: number; readonly beganMs: number },
    call: Call,
  ): Promise<boolean> {
    const { sessionId } = session
    const keptForSeconds = Math.max(SHORTEST_KEPT_S, Math.ceil((2 * this.#rules.ttlMs) / 1000))
    const sign = { table: 'session_keep_alives', sessionId, seenAtMs, keptForSeconds } as const
    await call.write(() => this.#tables.write([sign], seenAtMs * MICROSECONDS))
    const writtenMs = now.nowMs + this.#runtime.monotonicNowMs() - now.beganMs
    const overMs = expiresAtMs(surelySeen(row, session), this.#rules) ?? Infinity
    if (writtenMs < overMs - this.marginMs) return true
    return this.#authority.markKept(row, markOf(this.#runtime.newId(), seenAtMs), call)
  }
}

/** A mark is different each time, and says how far the signs reach that no expiry can overlook any more. */
function markOf(id: string, seenAtMs: number): string {
  return `${id}@${seenAtMs}`
}

function surelySeen({ keptBy }: AuthorityRow, session: ActiveSession): Seen<ActiveSession> {
  const markedMs = Number(keptBy?.split('@')[1] ?? Number.NaN)
  return Number.isFinite(markedMs) ? { session, lastSeenMs: markedMs } : { session }
}
