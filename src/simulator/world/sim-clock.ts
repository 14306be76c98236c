import type { Scheduler } from './scheduler.ts'

/** A fixed day, so that one seed gives the same timestamps for ever. */
export const EPOCH_MS = Date.UTC(2026, 0, 1)

/** The clock of one machine: it is off by a little, runs a little fast or slow, and may be set. */
export class SimClock {
  readonly #scheduler: Scheduler
  readonly #rate: number
  readonly #offsetMs: number
  #jumpedMs = 0
  #wasSet = false

  constructor(scheduler: Scheduler, offsetMs = 0, rate = 1) {
    this.#scheduler = scheduler
    this.#offsetMs = offsetMs
    this.#rate = rate
  }

  wallMs(): number {
    return EPOCH_MS + this.#offsetMs + this.#jumpedMs + this.#scheduler.nowMs * this.#rate
  }

  get isWrong(): boolean {
    return this.#jumpedMs !== 0
  }

  /** Whether it was set since the machine started. */
  get wasSet(): boolean {
    return this.#wasSet
  }

  jump(ms: number): void {
    this.#jumpedMs += ms
    this.#wasSet = true
  }

  /** A machine asks for the time when it starts. */
  startRight(): void {
    this.#jumpedMs = 0
    this.#wasSet = false
  }

  /** Set right again. */
  correct(): void {
    this.#jumpedMs = 0
  }
}
