import type { Runtime } from '../../base/runtime-port.ts'
import {
  decideExit,
  decideStart,
  START_OUTCOMES,
  type StartCommand,
  type StartSituation,
} from '../../sessions/decide.ts'
import type { ExitResult, StartResult } from '../../sessions/ports.ts'
import type { Session } from '../../sessions/session.ts'
import { endedBySuccessor, sessionOfPublicRow } from './adoption.ts'
import type { Call } from './call.ts'
import type {
  AuthorityRow,
  PublicRow,
  ReadLevel,
  Slot,
  SlotChange,
  TablePort,
  UserView,
} from './table-port.ts'

/** What a start is decided on, with the state of the slot that its batch is conditional on. */
interface Situation extends StartSituation {
  readonly slot: Slot
  readonly ownStartedBy?: string | undefined
}

/**
 * The decisions about one user's sessions. Each is one conditional batch on the user's partition, so it is taken
 * once, whatever races. A batch that was refused, or whose outcome is unknown, is followed by a look at SERIAL, and the
 * rules are asked again about what is there now: the caller's own decision is found there like anybody else's.
 */
export class UserAuthority {
  readonly #tables: TablePort
  readonly #runtime: Runtime

  constructor(tables: TablePort, runtime: Runtime) {
    this.#tables = tables
    this.#runtime = runtime
  }

  async start(command: StartCommand, call: Call): Promise<StartResult> {
    const operation = this.#runtime.newId()
    let situation = await this.#look(command, call)
    for (;;) {
      const decision = decideStart(situation, command)
      const { session } = decision
      if (decision.kind !== 'create') {
        const isMine = decision.kind === 'repeat' && situation.ownStartedBy === operation
        return { outcome: isMine ? 'created' : START_OUTCOMES[decision.kind], session }
      }
      const { slot: seen } = situation
      const outcome = await call.decide(() =>
        this.#tables.decide({ to: { session, startedBy: operation }, slot: { kind: 'take', seen } }),
      )
      if (outcome.kind === 'applied') return { outcome: 'created', session }
      const inTheWay = outcome.kind === 'refused' ? outcome.slot : undefined
      situation = await this.#situation(command, inTheWay?.activeSessionId, call)
    }
  }

  /** `undefined` when the authority knows no such session. */
  async exit(userId: string, sessionId: string, nowMs: number, call: Call): Promise<ExitResult | undefined> {
    const operation = this.#runtime.newId()
    // A decision that a plain read shows has been taken for good; only its absence needs a second look.
    let view = await this.#view(userId, [sessionId], 'plain', call)
    let isCertain = false
    for (;;) {
      const row = rowOf(view, sessionId)
      if (row) {
        const decision = decideExit(row.session, nowMs)
        const { session } = decision
        if (decision.kind === 'ended') {
          return { outcome: row.endedBy === operation ? 'ended' : 'repeated', session }
        }
        const outcome = await call.decide(() =>
          this.#tables.decide({
            to: { ...row, session, endedBy: operation },
            ifVersion: row.session.version,
            slot: leaving(view.slot, sessionId, isCertain),
          }),
        )
        if (outcome.kind === 'applied') return { outcome: 'ended', session }
      } else if (isCertain) return undefined
      view = await this.#view(userId, [sessionId], 'serial', call)
      isCertain = true
    }
  }

  /** The session at `version` or later; `undefined` when the authority does not know it. */
  async find(userId: string, sessionId: string, version: number, call: Call): Promise<Session | undefined> {
    const seen = rowOf(await this.#view(userId, [sessionId], 'plain', call), sessionId)
    if (seen && seen.session.version >= version) return seen.session
    return rowOf(await this.#view(userId, [sessionId], 'serial', call), sessionId)?.session
  }

  /** Takes over a session that only the public table has. */
  async adopt(row: PublicRow, call: Call): Promise<Session> {
    const operation = this.#runtime.newId()
    const found = sessionOfPublicRow(row)
    for (;;) {
      const { own, active, slot: seen } = await this.#situation(found, undefined, call)
      if (own) return own
      const session = found.status === 'active' && active ? endedBySuccessor(found, active) : found
      const slot: SlotChange = session.status === 'active' ? { kind: 'take', seen } : { kind: 'keep' }
      const outcome = await call.decide(() =>
        this.#tables.decide({ to: { session, startedBy: operation }, slot }),
      )
      if (outcome.kind === 'applied') return session
    }
  }

  /**
   * What a start is tried on. An empty slot may be believed although it was read plainly: if it has been taken since, the
   * batch is refused. Anything else would become the answer, so it is confirmed.
   */
  async #look(command: StartCommand, call: Call): Promise<Situation> {
    const slot = await call.read(() => this.#tables.readSlot(command.userId, 'plain'))
    if (slot.activeSessionId === undefined) return { own: undefined, active: undefined, slot }
    return this.#situation(command, slot.activeSessionId, call)
  }

  /**
   * The own row, and the slot with the session in it, read together. Cassandra shows a partition's static columns only
   * with a row, so the session in the slot is guessed (`guess`) and the guess corrected until it is right. When no row is
   * there the slot is read after the row: a row never goes away, so both were as they are told at the first read.
   */
  async #situation(
    own: { readonly userId: string; readonly sessionId: string },
    guess: string | undefined,
    call: Call,
  ): Promise<Situation> {
    const { userId, sessionId } = own
    for (let guessed = guess; ;) {
      const ids = guessed === undefined ? [sessionId] : [sessionId, guessed]
      const view = await this.#view(userId, ids, 'serial', call)
      const slot = view.slot ?? (await call.read(() => this.#tables.readSlot(userId, 'serial')))
      const row = rowOf(view, sessionId)
      if (row) return { own: row.session, active: undefined, slot, ownStartedBy: row.startedBy }
      const holder = slot.activeSessionId
      if (holder === undefined) return { own: undefined, active: undefined, slot }
      const active = rowOf(view, holder)?.session
      if (active?.status === 'active') return { own: undefined, active, slot }
      // The slot names a session that has ended or does not exist: nobody is in the way.
      if (active || guessed === holder) return { own: undefined, active: undefined, slot }
      guessed = holder
    }
  }

  #view(userId: string, ids: readonly string[], level: ReadLevel, call: Call): Promise<UserView> {
    return call.read(() => this.#tables.readUserSessions(userId, ids, level))
  }
}

function rowOf(view: UserView, sessionId: string): AuthorityRow | undefined {
  return view.rows.find(({ session }) => session.sessionId === sessionId)
}

/** An active session holds the slot. Only a certain look may find otherwise and leave the slot as it is. */
function leaving(slot: Slot | undefined, sessionId: string, isCertain: boolean): SlotChange {
  return isCertain && slot?.activeSessionId !== sessionId ? { kind: 'keep' } : { kind: 'free' }
}
