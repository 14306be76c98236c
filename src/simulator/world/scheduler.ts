import { EventHeap } from '../../base/event-heap.ts'
import { drainMicrotasks } from './drain-microtasks.ts'

/**
 * Virtual time. It stands still while anything runs and jumps to the next event when nothing does: one event fires, all
 * promises it settled run to their end, then the next event fires. Nothing here waits for real.
 */
export class Scheduler {
  #nowMs = 0
  readonly #events = new EventHeap()

  get nowMs(): number {
    return this.#nowMs
  }

  /** Runs `fire` after `delayMs` of virtual time; returns how to call that off. */
  after(delayMs: number, fire: () => void): () => void {
    return this.at(this.#nowMs + delayMs, fire)
  }

  /** The same for a moment; one that has passed is now. */
  at(atMs: number, fire: () => void): () => void {
    return this.#events.add(Math.max(this.#nowMs, atMs), fire)
  }

  /** Plays until no event is left before `endMs`; virtual time is then `endMs`. */
  async runUntil(endMs: number): Promise<void> {
    await drainMicrotasks()
    for (;;) {
      const event = this.#events.first
      if (!event || event.atMs > endMs) break
      this.#events.removeFirst()
      if (event.isCancelled) continue
      this.#nowMs = event.atMs
      event.fire()
      await drainMicrotasks()
    }
    this.#nowMs = endMs
  }

  /** The same for a world in which nothing is asynchronous: no promise is waited for. */
  playUntil(endMs: number): void {
    for (;;) {
      const event = this.#events.first
      if (!event || event.atMs > endMs) break
      this.#events.removeFirst()
      if (event.isCancelled) continue
      this.#nowMs = event.atMs
      event.fire()
    }
    this.#nowMs = endMs
  }
}
