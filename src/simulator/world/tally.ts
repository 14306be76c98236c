/** How often each thing happened, by name. */
export type Counts = Readonly<Record<string, number>>

export class Tally {
  readonly #counts = new Map<string, number>()

  add(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times)
  }

  counts(): Counts {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

export function addCounts(...all: readonly Counts[]): Counts {
  const sum = new Tally()
  for (const counts of all) for (const [what, times] of Object.entries(counts)) sum.add(what, times)
  return sum.counts()
}
