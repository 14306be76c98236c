import { drainMicrotasks } from './drain-microtasks.ts'

interface Event {
  readonly atMs: number
  /** Breaks ties: what was scheduled first happens first. */
  readonly order: number
  readonly fire: () => void
  cancelled: boolean
}

/**
 * Virtual time. It stands still while anything runs and jumps to the next event when nothing does: one event fires, all
 * promises it settled run to their end, then the next event fires. Nothing here waits for real.
 */
export class Scheduler {
  #nowMs = 0
  #order = 0
  readonly #heap: Event[] = []

  get nowMs(): number {
    return this.#nowMs
  }

  /** Runs `fire` after `delayMs` of virtual time; returns how to call that off. */
  after(delayMs: number, fire: () => void): () => void {
    return this.at(this.#nowMs + delayMs, fire)
  }

  /** The same for a moment; one that has passed is now. */
  at(atMs: number, fire: () => void): () => void {
    const event = { atMs: Math.max(this.#nowMs, atMs), order: this.#order++, fire, cancelled: false }
    this.#push(event)
    return () => {
      event.cancelled = true
    }
  }

  /** Plays until no event is left before `endMs`; virtual time is then `endMs`. */
  async runUntil(endMs: number): Promise<void> {
    await drainMicrotasks()
    for (;;) {
      const event = this.#heap[0]
      if (!event || event.atMs > endMs) break
      this.#pop()
      if (event.cancelled) continue
      this.#nowMs = event.atMs
      event.fire()
      await drainMicrotasks()
    }
    this.#nowMs = endMs
  }

  /** The same for a world in which nothing is asynchronous: no promise is waited for. */
  playUntil(endMs: number): void {
    for (;;) {
      const event = this.#heap[0]
      if (!event || event.atMs > endMs) break
      this.#pop()
      if (event.cancelled) continue
      this.#nowMs = event.atMs
      event.fire()
    }
    this.#nowMs = endMs
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

  #pop(): void {
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
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
