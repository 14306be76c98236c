import { EventHeap } from '../../../base/event-heap.ts'
import type { BenchClock } from '../clock/bench-clock.ts'

/**
 * Delivers as the reference bench does: it takes the message that is due first and waits until that is due; what comes
 * meanwhile, a client's request too, waits behind it. So while a message is on its way to a node, clients of that node wait,
 * and what they are told is younger than their question: staleness is judged lower than it is, by up to a latency.
 */
export class HeldInbox {
  readonly #clock: BenchClock
  readonly #waiting = new EventHeap()
  #isBusy = false

  constructor(clock: BenchClock) {
    this.#clock = clock
  }

  /** `take` is called when the message is taken: what to do when it is due, or undefined: it is not to be delivered. */
  put(delayMs: number, take: () => (() => void) | undefined): void {
    const dueMs = this.#clock.nowMs() + delayMs
    this.#waiting.add(dueMs, () => {
      const deliver = take()
      this.#clock.after(deliver ? dueMs - this.#clock.nowMs() : 0, () => {
        this.#isBusy = false
        deliver?.()
        this.#next()
      })
    })
    this.#next()
  }

  #next(): void {
    const { first } = this.#waiting
    if (this.#isBusy || !first) return
    this.#waiting.removeFirst()
    this.#isBusy = true
    first.fire()
  }
}
