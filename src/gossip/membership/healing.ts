import { integerBelow, type RandomStream } from '../../base/rng.ts'
import type { MemberRow } from '../wire/messages.ts'
import { isLive, type Member, type MemberTable } from './member-table.ts'

/**
 * Brings the halves of a split together that have declared each other dead: from time to time one of the remembered dead
 * is pinged. Whoever answers learns what it is taken for and refutes. The dead are forgotten in the end, or their names
 * would pile up; those who left are never called, only forgotten.
 */
export class Healing {
  readonly #intervalMs: number
  readonly #memoryMs: number
  readonly #random: RandomStream
  #nextMs: number

  constructor(
    options: { readonly healIntervalMs: number; readonly deadMemoryMs: number },
    random: RandomStream,
    nowMs: number,
  ) {
    this.#intervalMs = options.healIntervalMs
    this.#memoryMs = options.deadMemoryMs
    this.#random = random
    this.#nextMs = nowMs + this.#intervalMs
  }

  get nextMs(): number {
    return this.#nextMs
  }

  /** When due: drops from the table who has been gone for too long and names a dead member to ping. */
  wake(
    table: MemberTable,
    nowMs: number,
  ): { readonly ping?: string; readonly forgotten: readonly MemberRow[] } {
    if (nowMs < this.#nextMs) return { forgotten: [] }
    this.#nextMs = nowMs + this.#intervalMs
    const gone = goneIn(table)
    const forgotten = gone.filter(({ sinceMs }) => nowMs - sinceMs >= this.#memoryMs).map(({ row }) => row)
    for (const { name } of forgotten) table.remove(name)
    const dead = gone
      .map(({ row }) => row)
      .filter(({ name, status }) => status === 'dead' && table.get(name))
      .map(({ name }) => name)
      .sort()
    const ping = dead[integerBelow(this.#random, dead.length)]
    return ping === undefined ? { forgotten } : { ping, forgotten }
  }
}

/** A loop, because hardly ever anybody is gone and everyone is looked at each time. */
function goneIn(table: MemberTable): Member[] {
  const gone: Member[] = []
  for (const member of table.members()) if (!isLive(member.row.status)) gone.push(member)
  return gone
}
