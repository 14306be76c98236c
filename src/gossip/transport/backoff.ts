import { type RandomStream, between } from '../../base/rng.ts'

export const FIRST_BACKOFF_MS = 100
export const LONGEST_BACKOFF_MS = 10_000

/** By which share a wait may be shorter, so that peers of a lost node do not come back in step. */
const JITTER_SHARE = 0.25

/** Where doubling has long reached the longest wait. */
const LAST_DOUBLING = Math.ceil(Math.log2(LONGEST_BACKOFF_MS / FIRST_BACKOFF_MS))

/** How long to wait after the `attempt`-th failure in a row, counted from 0. */
export function backoffMs(attempt: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempt, LAST_DOUBLING), LONGEST_BACKOFF_MS)
}

/** The waits between attempts to reach one peer. */
export class Backoff {
  readonly #random: RandomStream
  #failures = 0

  constructor(random: RandomStream) {
    this.#random = random
  }

  get failures(): number {
    return this.#failures
  }

  next(): number {
    const full = backoffMs(this.#failures++)
    return Math.max(FIRST_BACKOFF_MS, full * between(this.#random, 1 - JITTER_SHARE, 1))
  }

  reset(): void {
    this.#failures = 0
  }
}
