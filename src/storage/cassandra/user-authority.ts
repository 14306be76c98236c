import { assert } from '../../base/assert.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { isActive, type Seen } from '../../sessions/expiry.ts'
import type { EndedSession, Session } from '../../sessions/session.ts'
import { endedBySuccessor, sessionOfPublicRow } from './adoption.ts'
import type { Call } from './call.ts'
import type { Lifetimes } from './lifetimes.ts'
import type { Situations } from './situations.ts'
import type {
  AuthorityRow,
  PublicRow,
  ReadLevel,
  Slot,
  SlotChange,
  TablePort,
  UserView,
} from './table-port.ts'

/** A session as it is, and whether the call that asked has ended it. */
export interface Settled {
  readonly row: AuthorityRow
  readonly seen: Seen
  readonly isMine: boolean
}

export interface Question {
  readonly userId: string
  readonly sessionId: string
  /** What is known to have been decided: an older state is no answer. */
  readonly leastVersion?: number
  /** Keep-alives are read if without them the session would be over at this moment. */
  readonly seenByMs: number
  /** How an active session ends now, if it does. */
  readonly end: (seen: Seen) => EndedSession | undefined
}

/**
 * The decisions about a session that is there. Each is one conditional batch on the user's partition, so it is taken
 * once, whatever races. A batch that was refused, or whose outcome is unknown, is followed by a look at SERIAL, and the
 * rules are asked again about what is there now: the caller's own decision is found there like anybody else's.
 */
export class UserAuthority {
  readonly #tables: TablePort
  readonly #runtime: Runtime
  readonly #lifetimes: Lifetimes
  readonly #situations: Situations

  constructor(tables: TablePort, lifetimes: Lifetimes, situations: Situations, runtime: Runtime) {
    this.#tables = tables
    this.#runtime = runtime
    this.#lifetimes = lifetimes
    this.#situations = situations
  }

  /** The session, ended if it ends now; `undefined` when the authority knows no such session. */
  async settle(question: Question, call: Call): Promise<Settled | undefined> {
    const { userId, sessionId, leastVersion = 0 } = question
    const operation = this.#runtime.newId()
    // A decision that a plain read shows has been taken for good; only its absence needs a second look.
    let view = await this.#view(userId, sessionId, 'plain', call)
    for (let isCertain = false; ; isCertain = true) {
      const row = rowOf(view, sessionId)
      if (row && (isCertain || row.session.version >= leastVersion)) {
        const seen = await this.#lifetimes.seen(row.session, question.seenByMs, call)
        const session = isActive(seen) ? question.end(seen) : undefined
        if (!session) return { row, seen, isMine: row.endedBy === operation }
        const to = { ...row, session, endedBy: operation }
        const slot = this.#leaving(view.slot, sessionId, isCertain)
        const ifVersion = row.session.version
        const outcome = await call.decide(() => this.#tables.decide({ to, ifVersion, slot }))
        if (outcome.kind === 'applied') return { row: to, seen: { session }, isMine: true }
      } else if (isCertain) return undefined
      view = await this.#view(userId, sessionId, 'serial', call)
    }
  }

  /** As it surely is. */
  async confirm(userId: string, sessionId: string, call: Call): Promise<AuthorityRow | undefined> {
    return rowOf(await this.#view(userId, sessionId, 'serial', call), sessionId)
  }

  /** Takes over a session that only the public table has. */
  async adopt(row: PublicRow, call: Call): Promise<Session> {
    const operation = this.#runtime.newId()
    const found = sessionOfPublicRow(row)
    for (;;) {
      const { own, active, slot: seen } = await this.#situations.of(found, undefined, call)
      if (own) return own.session
      const isAlone = this.#lifetimes.rules.policy !== 'allow'
      const isEnded = found.status === 'active' && active !== undefined && isAlone
      const session = isEnded ? endedBySuccessor(found, active.session) : found
      const takes = session.status === 'active' && isAlone
      const slot: SlotChange = takes ? { kind: 'take', seen } : { kind: 'keep' }
      const outcome = await call.decide(() =>
        this.#tables.decide({ to: { session, startedBy: operation }, slot }),
      )
      if (outcome.kind === 'applied') return session
    }
  }

  /**
   * Raises the version so that rows of this session that were written with a later timestamp give way: of a start that
   * was tried at two servers, or by somebody else. `undefined`: it has changed meanwhile.
   */
  async outbid(row: AuthorityRow, rival: PublicRow, call: Call): Promise<Session | undefined> {
    const { startedAtMs, version } = row.session
    const beating = rival.writtenAtUs - startedAtMs * 1000 + 1
    const session = { ...row.session, version: Math.max(version + 1, beating, (rival.version ?? 0) + 1) }
    const decision = { to: { ...row, session }, ifVersion: version, slot: { kind: 'keep' } } as const
    const outcome = await call.decide(() => this.#tables.decide(decision))
    return outcome.kind === 'applied' ? session : undefined
  }

  /** Makes sure that no expiry decided on what was there before takes effect; false when the session has ended. */
  async markKept(row: AuthorityRow, keptBy: string, call: Call): Promise<boolean> {
    const { userId, sessionId } = row.session
    for (let present: AuthorityRow | undefined = row; ;) {
      assert(present, 'a session that was there does not go away')
      if (present.session.status !== 'active') return false
      if (present.keptBy === keptBy) return true
      const marked: AuthorityRow = present
      const outcome = await call.decide(() => this.#tables.markKept(marked, keptBy))
      if (outcome.kind === 'applied') return true
      present = await this.confirm(userId, sessionId, call)
    }
  }

  /** An active session holds the slot, unless it never took it. Only a certain look may find otherwise. */
  #leaving(slot: Slot | undefined, sessionId: string, isCertain: boolean): SlotChange {
    const mayKeep = isCertain || this.#lifetimes.rules.policy === 'allow'
    return mayKeep && slot?.activeSessionId !== sessionId ? { kind: 'keep' } : { kind: 'free' }
  }

  #view(userId: string, sessionId: string, level: ReadLevel, call: Call): Promise<UserView> {
    return call.read(() => this.#tables.readUserSessions(userId, [sessionId], level))
  }
}

function rowOf(view: UserView, sessionId: string): AuthorityRow | undefined {
  return view.rows.find(({ session }) => session.sessionId === sessionId)
}
