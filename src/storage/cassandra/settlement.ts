import { assert } from '../../base/assert.ts'
import { expired, type Seen } from '../../sessions/expiry.ts'
import type { StoreEvents } from '../../sessions/ports.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import type { EndedSession, Session } from '../../sessions/session.ts'
import type { Call } from './call.ts'
import type { DerivedRows } from './derived-rows.ts'
import { isRival, type Repair } from './repair.ts'
import type { ActiveEntry, AuthorityRow, PublicRow, TablePort } from './table-port.ts'
import type { Settled, UserAuthority } from './user-authority.ts'

export interface SettlementParts {
  readonly tables: TablePort
  readonly rules: SessionRules
  readonly authority: UserAuthority
  readonly derived: DerivedRows
  readonly repair: Repair
  readonly events: StoreEvents
}

/** What a look at a session does wherever it comes from: it ends what is over, and mends what it finds wrong. */
export class Settlement {
  readonly #tables: TablePort
  readonly #rules: SessionRules
  readonly #authority: UserAuthority
  readonly #derived: DerivedRows
  readonly #repair: Repair
  readonly #events: StoreEvents

  constructor({ tables, rules, authority, derived, repair, events }: SettlementParts) {
    this.#tables = tables
    this.#rules = rules
    this.#authority = authority
    this.#derived = derived
    this.#repair = repair
    this.#events = events
  }

  over(seen: Seen, judgedMs: number): EndedSession | undefined {
    return expired(seen, judgedMs, this.#rules)
  }

  /** Writes what follows from decisions of this call, and tells of them. */
  async follow(decided: readonly Session[]): Promise<void> {
    for (const session of decided) if (session.status === 'expired') this.#events.sessionExpired()
    await Promise.all(decided.map((session) => this.#derived.write(session)))
  }

  /** The truth about a session that `sessions` names. */
  async asItIs(row: PublicRow, judgedMs: number, call: Call): Promise<Session> {
    const { session } = await this.settled(row, judgedMs, (seen) => this.over(seen, judgedMs), call)
    return session
  }

  async settled(
    row: PublicRow,
    seenByMs: number,
    end: (seen: Seen) => EndedSession | undefined,
    call: Call,
  ): Promise<Settled & { readonly session: Session }> {
    const { userId, sessionId, version: leastVersion = 0 } = row
    const ask = () => this.#authority.settle({ userId, sessionId, leastVersion, seenByMs, end }, call)
    let settled = await ask()
    if (!settled) {
      await this.follow([await this.#authority.adopt(row, call)])
      settled = await ask()
      assert(settled, 'what was taken into the authority is there')
    }
    const { session } = settled.seen
    if (settled.isMine) await this.follow([session])
    else if (isRival(row, session)) void this.#repair.publicRow(row)
    return { ...settled, session }
  }

  /** The session, ended if it is over; `undefined` when there is none. */
  async current(
    { userId, sessionId, version = 0 }: { userId: string; sessionId: string; version?: number },
    judgedMs: number,
    call: Call,
  ): Promise<Session | undefined> {
    const end = (seen: Seen) => this.over(seen, judgedMs)
    const question = { userId, sessionId, leastVersion: version, seenByMs: judgedMs, end }
    const settled = await this.#authority.settle(question, call)
    if (settled?.isMine) await this.follow([settled.seen.session])
    return settled?.seen.session
  }

  /** The session that an entry of a region's list of active sessions stands for, if it belongs there. */
  async listed(
    entry: ActiveEntry & { readonly region: string },
    judgedMs: number,
    call: Call,
  ): Promise<Session | undefined> {
    const { userId, sessionId } = entry
    const session = await this.current({ userId, sessionId }, judgedMs, call)
    if (!session) return undefined
    if (session.startedAtMs !== entry.startedAtMs || session.region !== entry.region) {
      void this.#repair.stray(entry)
      return undefined
    }
    if (session.status !== 'active') this.#derived.repair(session)
    return session
  }

  /** What the sweep does with each session. */
  async mend({ session }: AuthorityRow, judgedMs: number, call: Call): Promise<void> {
    const present = (await this.current(session, judgedMs, call)) ?? session
    const row = await call.read(() => this.#tables.readPublicRow(session.sessionId, 'plain'))
    if (row && !isRival(row, present)) return
    await this.#repair.publicRow(row ?? { sessionId: session.sessionId, userId: session.userId })
  }
}
