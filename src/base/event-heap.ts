/** Something that is to happen at a moment of virtual time. */
export interface TimedEvent {
  readonly atMs: number
  /** Breaks ties: what was scheduled first happens first. */
  readonly order: number
  readonly fire: () => void
  isCancelled: boolean
}

/** What is to happen, the next first: a binary heap by moment and order. */
export class EventHeap {
  readonly #heap: TimedEvent[] = []
  #order = 0

  get first(): TimedEvent | undefined {
    return this.#heap[0]
  }

  /** Returns how to call it off. */
  add(atMs: number, fire: () => void): () => void {
    const event: TimedEvent = { atMs, order: this.#order++, fire, isCancelled: false }
    this.#push(event)
    return () => {
      event.isCancelled = true
    }
  }

  removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      let child = heap[childAt]
      const right = heap[childAt + 1]
      if (child && right && isBefore(right, child)) {
        child = right
        childAt += 1
      }
      if (!child || !isBefore(child, last)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
  }

  #push(event: TimedEvent): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]
      if (!parent || !isBefore(event, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = event
  }
}

function isBefore(a: TimedEvent, b: TimedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
