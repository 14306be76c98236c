interface Waiting<Item> {
  readonly dueMs: number
  readonly item: Item
}

const MIN_GONE_TO_COMPACT = 64

/** What is due after the same length of time for everything: first in, first out. */
export class DueQueue<Item> {
  readonly #waitMs: number
  #waiting: Waiting<Item>[] = []
  #first = 0

  constructor(waitMs: number) {
    this.#waitMs = waitMs
  }

  get size(): number {
    return this.#waiting.length - this.#first
  }

  /** When the first is due; Infinity when there is none. */
  get nextMs(): number {
    return this.#waiting[this.#first]?.dueMs ?? Infinity
  }

  add(nowMs: number, item: Item): void {
    this.#waiting.push({ dueMs: nowMs + this.#waitMs, item })
  }

  /** Takes out what is due, at most `limit` of it. */
  takeDue(nowMs: number, limit: number): Item[] {
    const due: Item[] = []
    while (due.length < limit) {
      const head = this.#waiting[this.#first]
      if (head === undefined || head.dueMs > nowMs) break
      due.push(head.item)
      this.#first++
    }
    if (this.#first > MIN_GONE_TO_COMPACT && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first)
      this.#first = 0
    }
    return due
  }
}
