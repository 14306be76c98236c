interface Slot {
  readonly key: string
  atMs: number
}

/** Keys by their deadlines, the earliest first. Setting, moving and dropping one costs O(log n), looking at the next O(1). */
export class DeadlineHeap {
  readonly #slots: Slot[] = []
  readonly #indexes = new Map<string, number>()

  get size(): number {
    return this.#slots.length
  }

  get nextMs(): number {
    return this.#slots[0]?.atMs ?? Infinity
  }

  get(key: string): number | undefined {
    const index = this.#indexes.get(key)
    return index === undefined ? undefined : this.#slots[index]?.atMs
  }

  set(key: string, atMs: number): void {
    this.delete(key)
    this.#slots.push({ key, atMs })
    this.#indexes.set(key, this.#slots.length - 1)
    this.#rise(this.#slots.length - 1)
  }

  delete(key: string): void {
    const index = this.#indexes.get(key)
    const last = this.#slots.at(-1)
    if (index === undefined || !last) return
    this.#slots.pop()
    this.#indexes.delete(key)
    if (last.key === key) return
    this.#place(last, index)
    this.#rise(index)
    this.#sink(this.#indexes.get(last.key) ?? index)
  }

  /** Takes out the key whose deadline is the earliest, if that has come. */
  takeDue(nowMs: number): string | undefined {
    const first = this.#slots[0]
    if (!first || first.atMs > nowMs) return undefined
    this.delete(first.key)
    return first.key
  }

  /** All deadlines come later by the same time: their order stays. */
  shift(byMs: number): void {
    for (const slot of this.#slots) slot.atMs += byMs
  }

  #place(slot: Slot, index: number): void {
    this.#slots[index] = slot
    this.#indexes.set(slot.key, index)
  }

  #rise(from: number): void {
    let index = from
    while (index > 0) {
      const above = (index - 1) >>> 1
      if (!this.#swapIfEarlier(index, above)) return
      index = above
    }
  }

  #sink(from: number): void {
    let index = from
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const earlier = this.#atMs(right) < this.#atMs(left) ? right : left
      if (!this.#swapIfEarlier(earlier, index)) return
      index = earlier
    }
  }

  #atMs(index: number): number {
    return this.#slots[index]?.atMs ?? Infinity
  }

  #swapIfEarlier(lower: number, upper: number): boolean {
    const below = this.#slots[lower]
    const above = this.#slots[upper]
    if (!below || !above || below.atMs >= above.atMs) return false
    this.#place(below, upper)
    this.#place(above, lower)
    return true
  }
}
