import type { JoinRefusal, MemberRow } from '../wire/messages.ts'
import { isLive, type MemberTable } from './member-table.ts'

/** No more joins wait for a probe of the name's holder; the next one is told to try again by silence. */
export const MAX_CONTESTED_NAMES = 64

export type JoinVerdict =
  | { readonly kind: 'accept' }
  /** Somebody live goes by this name elsewhere: ping it, the answer decides. */
  | { readonly kind: 'probe-holder'; readonly holder: MemberRow }
  | { readonly kind: 'refuse'; readonly code: JoinRefusal; readonly knownGeneration: number }
  /** The holder is being probed already, or too many are. */
  | { readonly kind: 'wait' }

export type Decided = { readonly row: MemberRow; readonly verdict: JoinVerdict }

/** Two nodes cannot go by one name: the holder of a name that is wanted from another address is asked first. */
export class DuplicateNames {
  readonly #contested = new Map<string, { readonly row: MemberRow; readonly deadlineMs: number }>()

  get nextMs(): number {
    let next = Infinity
    for (const { deadlineMs } of this.#contested.values()) next = Math.min(next, deadlineMs)
    return next
  }

  join(table: MemberTable, row: MemberRow, nowMs: number, waitMs: number): JoinVerdict {
    const holder = table.get(row.name)?.row
    if (!holder) return { kind: 'accept' }
    if (row.name === table.self.row.name) return this.#refuse('name_taken', holder)
    if (!isLive(holder.status) || holder.address === row.address) return this.#byGeneration(holder, row)
    if (this.#contested.has(row.name) || this.#contested.size >= MAX_CONTESTED_NAMES) return { kind: 'wait' }
    this.#contested.set(row.name, { row, deadlineMs: nowMs + waitMs })
    return { kind: 'probe-holder', holder }
  }

  /** The holder has answered: who wanted its name is refused. */
  holderAnswered(table: MemberTable, name: string): Decided | undefined {
    const contest = this.#contested.get(name)
    const holder = table.get(name)?.row
    if (!contest || !holder) return undefined
    this.#contested.delete(name)
    return { row: contest.row, verdict: this.#refuse('name_taken', holder) }
  }

  /** Holders that have stayed silent: their names go to whoever came, if that is a later start. */
  expired(table: MemberTable, nowMs: number): Decided[] {
    const decided: Decided[] = []
    for (const [name, { row, deadlineMs }] of this.#contested) {
      if (deadlineMs > nowMs) continue
      this.#contested.delete(name)
      const holder = table.get(name)?.row
      decided.push({ row, verdict: holder ? this.#byGeneration(holder, row) : { kind: 'accept' } })
    }
    return decided
  }

  shift(byMs: number): void {
    for (const [name, { row, deadlineMs }] of this.#contested)
      this.#contested.set(name, { row, deadlineMs: deadlineMs + byMs })
  }

  /** A join sent again by the same start is no restart: the same generation from the same address is welcome. */
  #byGeneration(holder: MemberRow, row: MemberRow): JoinVerdict {
    if (row.generation > holder.generation) return { kind: 'accept' }
    const again = row.generation === holder.generation && row.address === holder.address
    return again ? { kind: 'accept' } : this.#refuse('generation_behind', holder)
  }

  #refuse(code: JoinRefusal, holder: MemberRow): JoinVerdict {
    return { kind: 'refuse', code, knownGeneration: holder.generation }
  }
}
