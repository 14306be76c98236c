/** The worst multiplier: timeouts are at most this plus one times as long. */
export const MAX_HEALTH_SCORE = 8

/**
 * A node's doubt about itself (Lifeguard, section IV-A): what looks like the failure of others is often one's own. 0 is
 * well; the timeouts of one's own probes are multiplied by the score plus one.
 */
export class LocalHealth {
  readonly #enabled: boolean
  #score = 0

  constructor(enabled = true) {
    this.#enabled = enabled
  }

  get score(): number {
    return this.#score
  }

  probeSucceeded(): void {
    this.#change(-1)
  }

  probeMissed(): void {
    this.#change(1)
  }

  /** A relay did not even say that it could not reach the target. */
  nacksMissed(count: number): void {
    this.#change(count)
  }

  /** Others took this node for failed: it was too slow for them. */
  hadToRefute(): void {
    this.#change(1)
  }

  #change(by: number): void {
    if (!this.#enabled) return
    this.#score = Math.min(MAX_HEALTH_SCORE, Math.max(0, this.#score + by))
  }
}
