import type { Runtime } from '../../base/runtime-port.ts'
import { decideStart, type StartCommand, type StartSituation, START_OUTCOMES } from '../../sessions/decide.ts'
import { ActiveSessionExistsError } from '../../sessions/errors.ts'
import { isActive } from '../../sessions/expiry.ts'
import type { StartResult } from '../../sessions/ports.ts'
import type { EndedSession, Session } from '../../sessions/session.ts'
import type { Call } from './call.ts'
import type { Lifetimes } from './lifetimes.ts'
import type { Situation, Situations } from './situations.ts'
import { type AuthorityRow, type Decision, EMPTY_SLOT, type TablePort } from './table-port.ts'

export interface Started {
  readonly result: StartResult
  /** What this call has decided: whose derived rows it has to write. */
  readonly decided: readonly Session[]
}

/** The decisions about starts, each one conditional batch on the user's partition; see `UserAuthority`. */
export class UserStarts {
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

  async start(command: StartCommand, judgedMs: number, call: Call): Promise<Started> {
    const operation = this.#runtime.newId()
    const { rules } = this.#lifetimes
    const tried = new Set<string>()
    let situation = await this.#firstLook(command, call)
    for (;;) {
      const { own } = situation
      if (own?.startedBy === operation) return await this.#found(own, operation, tried, call)
      const seen = await this.#judged(situation, judgedMs, call)
      const decision = decideStart(seen, command, judgedMs, rules)
      const { kind, session } = decision
      if (kind === 'reject') throw new ActiveSessionExistsError(session)
      if (kind === 'repeat' || kind === 'resume') {
        const isMine = kind === 'repeat' && own?.endedBy === operation
        return { result: { outcome: START_OUTCOMES[kind], session }, decided: isMine ? [session] : [] }
      }
      const ends = kind === 'create' ? decision.ends : undefined
      if (ends) tried.add(ends.sessionId)
      const batch = this.#batch(situation, session, ends, operation)
      const outcome = await call.decide(() => this.#tables.decide(batch))
      if (outcome.kind === 'applied') {
        const result = { outcome: START_OUTCOMES[kind], session, ...(ends && { ended: ends }) }
        return { result, decided: ends ? [session, ends] : [session] }
      }
      const inTheWay = outcome.kind === 'refused' ? outcome.slot?.activeSessionId : undefined
      situation = await this.#situation(command, inTheWay, call)
    }
  }

  #batch(
    situation: Situation,
    session: Session,
    ends: EndedSession | undefined,
    operation: string,
  ): Decision {
    const { own, active, slot } = situation
    if (own) {
      const holds = slot.activeSessionId === session.sessionId
      return {
        to: { ...own, session, endedBy: operation },
        ifVersion: own.session.version,
        slot: { kind: holds ? 'free' : 'keep' },
      }
    }
    return {
      to: { session, startedBy: operation },
      ...(ends && active && { ends: { ...active, session: ends, endedBy: operation } }),
      slot: this.#isAlone ? { kind: 'take', seen: slot } : { kind: 'keep' },
    }
  }

  /** The own start was carried out although nobody said so; which session it ended is found out the same way. */
  async #found(
    own: AuthorityRow,
    operation: string,
    tried: ReadonlySet<string>,
    call: Call,
  ): Promise<Started> {
    const { session } = own
    const ended =
      tried.size === 0 ? undefined : await this.#endedBy(operation, session.userId, [...tried], call)
    const result = { outcome: 'created' as const, session, ...(ended && { ended }) }
    return { result, decided: ended ? [session, ended] : [session] }
  }

  async #endedBy(
    operation: string,
    userId: string,
    ids: readonly string[],
    call: Call,
  ): Promise<EndedSession | undefined> {
    const view = await call.read(() => this.#tables.readUserSessions(userId, ids, 'serial'))
    const session = view.rows.find(({ endedBy }) => endedBy === operation)?.session
    return session?.status === 'active' ? undefined : session
  }

  async #judged({ own, active }: Situation, judgedMs: number, call: Call): Promise<StartSituation> {
    const ownSeen = own && (await this.#lifetimes.seen(own.session, judgedMs, call))
    const activeSeen = active && (await this.#lifetimes.seen(active.session, judgedMs, call))
    return { own: ownSeen, active: activeSeen && isActive(activeSeen) ? activeSeen : undefined }
  }

  /** Where everybody may have several sessions only the own row matters, and the batch itself looks for that. */
  #firstLook(command: StartCommand, call: Call): Promise<Situation> | Situation {
    if (this.#isAlone) return this.#situations.firstLook(command, call)
    return { own: undefined, active: undefined, slot: EMPTY_SLOT }
  }

  #situation(command: StartCommand, guess: string | undefined, call: Call): Promise<Situation> {
    return this.#situations.of(command, guess, call)
  }

  get #isAlone(): boolean {
    return this.#lifetimes.rules.policy !== 'allow'
  }
}
