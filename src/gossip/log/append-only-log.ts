/** So far beyond what is complete an entry may lie; what is further comes again with what lies between. */
export const MAX_AHEAD = 65_536

/**
 * Entries at 0, 1, 2, … that are never changed. A copy of another node's log may get them out of order: an entry that
 * lies beyond a gap is kept, and `end` stays before the gap until it is filled.
 */
export class AppendOnlyLog<T> {
  readonly #entries: T[] = []
  readonly #ahead = new Map<number, T>()

  /** Every entry before it is there. */
  get end(): number {
    return this.#entries.length
  }

  append(entry: T): number {
    this.#entries.push(entry)
    return this.#entries.length - 1
  }

  /** False: it is there already, or too far ahead to be kept. */
  put(index: number, entry: T): boolean {
    if (index < this.end || this.#ahead.has(index)) return false
    if (index === this.end) {
      this.#entries.push(entry)
      this.#closeGap()
      return true
    }
    if (index > this.end + MAX_AHEAD) return false
    this.#ahead.set(index, entry)
    return true
  }

  at(index: number): T | undefined {
    return this.#entries[index]
  }

  /** What is complete, from one place up to another. */
  slice(from: number, to = this.end): T[] {
    return this.#entries.slice(from, to)
  }

  #closeGap(): void {
    while (this.#ahead.size > 0) {
      const end = this.end
      const next = this.#ahead.get(end)
      if (next === undefined || !this.#ahead.delete(end)) return
      this.#entries.push(next)
    }
  }
}
