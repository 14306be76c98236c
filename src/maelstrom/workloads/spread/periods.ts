import type { NodeHost } from '../../node/node-port.ts'

/** In periods: a clock may be set while one waits. */
const LONGEST_WAIT = 1.5

/** The wall clock cut into periods of one length: they begin at all nodes together, as far as the clocks agree. */
export class Periods {
  readonly #host: NodeHost
  readonly #lengthMs: number

  constructor(host: NodeHost, lengthMs: number) {
    this.#host = host
    this.#lengthMs = lengthMs
  }

  get current(): number {
    return Math.floor(this.#host.nowMs() / this.#lengthMs)
  }

  /** How long ago this period began; below zero: it will. */
  sinceMs(period: number): number {
    return this.#host.nowMs() - period * this.#lengthMs
  }

  /** Calls once, so long after the beginning of the next period. */
  atNext(act: (period: number) => void, delayMs = 0): void {
    this.#at(Math.floor((this.#host.nowMs() - delayMs) / this.#lengthMs) + 1, act, delayMs)
  }

  /** Calls in each period, so long after its beginning. */
  forEach(act: (period: number) => void, delayMs = 0): void {
    const go = (period: number) => {
      this.#at(period + 1, go, delayMs)
      act(period)
    }
    this.atNext(go, delayMs)
  }

  /** `act` is told which period it is; a timer may fire a little early, and a clock may have been set. */
  #at(period: number, act: (period: number) => void, delayMs: number): void {
    const waitMs = delayMs - this.sinceMs(period)
    this.#host.after(Math.min(Math.max(waitMs, 1), LONGEST_WAIT * this.#lengthMs), () => {
      act(Math.round((this.#host.nowMs() - delayMs) / this.#lengthMs))
    })
  }
}
