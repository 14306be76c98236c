import type { DigestRow } from '../wire/messages.ts'

/** No more questions are remembered than there are members; those that nobody answered make room. */
const MAX_ASKED = 4096

/** Of whom a peer was asked for more: until it answers, or has had the time to, nobody else is asked the same. */
export class AskedOwners {
  readonly #untilMs = new Map<string, number>()

  /** Those of the rows that are to be asked for now. */
  ask(wants: readonly DigestRow[], nowMs: number, patienceMs: number): DigestRow[] {
    const open = wants.filter(({ name }) => (this.#untilMs.get(name) ?? nowMs) <= nowMs)
    for (const { name } of open) this.#untilMs.set(name, nowMs + patienceMs)
    if (this.#untilMs.size > MAX_ASKED) this.#dropExpired(nowMs)
    return open
  }

  answered(owner: string): void {
    this.#untilMs.delete(owner)
  }

  #dropExpired(nowMs: number): void {
    for (const [owner, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(owner)
  }
}
