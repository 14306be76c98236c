import { EventHeap } from '../../../base/event-heap.ts'
import type { BenchClock } from './bench-clock.ts'

/** Time that jumps from event to event. Nothing in such a run waits, and nothing in it is asynchronous. */
export class VirtualClock implements BenchClock {
  #nowMs = 0
  readonly #events = new EventHeap()

  nowMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, fire: () => void): () => void {
    return this.#events.add(this.#nowMs + Math.max(0, delayMs), fire)
  }

  /** Plays the next event; false: there is none. */
  step(): boolean {
    for (let event = this.#events.first; event; event = this.#events.first) {
      this.#events.removeFirst()
      if (event.isCancelled) continue
      this.#nowMs = event.atMs
      event.fire()
      return true
    }
    return false
  }
}
