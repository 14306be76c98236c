/** How often something happened, by reason. The reasons are words of the source, so there are few. */
export type Tally = Readonly<Record<string, number>>

export class Counter {
  readonly #counts = new Map<string, number>()

  add(reason: string, by = 1): void {
    if (by > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + by)
  }

  read(): Tally {
    return Object.fromEntries(this.#counts)
  }
}
