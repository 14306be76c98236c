import { isActive, type Seen } from '../../sessions/expiry.ts'
import type { ActiveSession } from '../../sessions/session.ts'
import type { Call } from './call.ts'
import type { AuthorityRow, Slot, TablePort } from './table-port.ts'

/** What a start is decided on, with the state of the slot that its batch is conditional on. */
export interface Situation {
  /** The row with the start's own id. */
  readonly own: AuthorityRow | undefined
  /** The row of the session in the slot, while it is active. */
  readonly active: (AuthorityRow & { readonly session: ActiveSession }) | undefined
  readonly slot: Slot
}

interface Own {
  readonly userId: string
  readonly sessionId: string
}

/** Reads of the state of one user that a start is decided on. */
export class Situations {
  readonly #tables: TablePort

  constructor(tables: TablePort) {
    this.#tables = tables
  }

  /**
   * What a start is tried on. An empty slot may be believed although it was read plainly: if it has been taken since, the
   * batch is refused. Anything else would become the answer, so it is confirmed.
   */
  async firstLook(own: Own, call: Call): Promise<Situation> {
    const slot = await call.read(() => this.#tables.readSlot(own.userId, 'plain'))
    if (slot.activeSessionId === undefined) return { own: undefined, active: undefined, slot }
    return this.of(own, slot.activeSessionId, call)
  }

  /**
   * The own row, and the slot with the session in it, read together. Cassandra shows a partition's static columns only
   * with a row, so the session in the slot is guessed (`guess`) and the guess corrected until it is right. When no row is
   * there the slot is read after the row: a row never goes away, so both were as they are told at the first read.
   */
  async of({ userId, sessionId }: Own, guess: string | undefined, call: Call): Promise<Situation> {
    for (let guessed = guess; ;) {
      const ids = guessed === undefined ? [sessionId] : [sessionId, guessed]
      const view = await call.read(() => this.#tables.readUserSessions(userId, ids, 'serial'))
      const slot = view.slot ?? (await call.read(() => this.#tables.readSlot(userId, 'serial')))
      const rowOf = (id: string) => view.rows.find(({ session }) => session.sessionId === id)
      const own = rowOf(sessionId)
      if (own) return { own, active: undefined, slot }
      const holder = slot.activeSessionId
      if (holder === undefined) return { own: undefined, active: undefined, slot }
      const row = rowOf(holder)
      if (row && isActiveRow(row)) return { own: undefined, active: row, slot }
      // The slot names a session that has ended or does not exist: nobody is in the way.
      if (row || guessed === holder) return { own: undefined, active: undefined, slot }
      guessed = holder
    }
  }
}

function isActiveRow(row: AuthorityRow): row is AuthorityRow & Seen<ActiveSession> {
  return isActive(row)
}
