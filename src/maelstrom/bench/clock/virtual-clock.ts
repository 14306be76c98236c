import type { BenchClock } from './bench-clock.ts'

interface Event {
  readonly atMs: number
  /** What was scheduled first happens first. */
  readonly order: number
  readonly fire: () => void
  isCancelled: boolean
}

/** Time that jumps from event to event. Nothing in such a run waits, and nothing in it is asynchronous. */
export class VirtualClock implements BenchClock {
  #nowMs = 0
  #order = 0
  readonly #heap: Event[] = []

  nowMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, fire: () => void): () => void {
    const event: Event = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#order++,
      fire,
      isCancelled: false,
    }
    this.#push(event)
    return () => {
      event.isCancelled = true
    }
  }

  /** Plays the next event; false: there is none. */
  step(): boolean {
    for (let event = this.#pop(); event; event = this.#pop()) {
      if (event.isCancelled) continue
      this.#nowMs = event.atMs
      event.fire()
      return true
    }
    return false
  }

  #push(event: Event): void {
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

  #pop(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return first
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
    return first
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs
}
