interface Planned {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** Virtual time: what is planned happens in order, ties in the order of planning. */
export class MeshQueue {
  readonly #heap: Planned[] = []
  #order = 0
  nowMs = 0

  at(atMs: number, run: () => void): void {
    this.#heap.push({ atMs: Math.max(atMs, this.nowMs), order: this.#order++, run })
    let index = this.#heap.length - 1
    while (index > 0) {
      const above = (index - 1) >>> 1
      if (!this.#swap(index, above)) return
      index = above
    }
  }

  playUntil(endMs: number): void {
    for (let first = this.#heap[0]; first && first.atMs <= endMs; first = this.#heap[0]) {
      this.#pop()
      this.nowMs = first.atMs
      first.run()
    }
    this.nowMs = endMs
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (!last || this.#heap.length === 0) return
    this.#heap[0] = last
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const lower = this.#before(left + 1, left) ? left + 1 : left
      if (!this.#swap(lower, index)) return
      index = lower
    }
  }

  #before(a: number, b: number): boolean {
    const one = this.#heap[a]
    const other = this.#heap[b]
    if (!one || !other) return false
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
  }

  #swap(lower: number, upper: number): boolean {
    if (!this.#before(lower, upper)) return false
    const below = this.#heap[lower]
    const above = this.#heap[upper]
    if (!below || !above) return false
    this.#heap[lower] = above
    this.#heap[upper] = below
    return true
  }
}
