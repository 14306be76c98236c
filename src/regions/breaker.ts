/** This many failures in a row open the breaker. */
export const FAILURES_UNTIL_OPEN = 5
/** An open breaker lets one request try again after this long; each further failure doubles it… */
export const FIRST_REST_MS = 1_000
/** …up to this. */
export const LONGEST_REST_MS = 30_000

export type BreakerState = 'closed' | 'open' | 'half-open'

/**
 * Keeps main from spending its callers' time on a server that does not answer. Closed: requests pass. Open: none
 * passes. Half-open: one passes and its result decides. A function of the times it is told; it owns no timer.
 */
export class Breaker {
  #state: BreakerState = 'closed'
  #failures = 0
  #restMs = FIRST_REST_MS
  #restUntilMs = 0

  get state(): BreakerState {
    return this.#state
  }

  /** May a request pass now? In half-open state `true` is given once, to the request that tries. */
  tryPass(nowMs: number): boolean {
    if (this.#state === 'closed') return true
    if (nowMs < this.#restUntilMs) return false
    this.#state = 'half-open'
    // Should the one that tries never report, the next may try after another rest.
    this.#restUntilMs = nowMs + this.#restMs
    return true
  }

  succeeded(): void {
    this.#state = 'closed'
    this.#failures = 0
    this.#restMs = FIRST_REST_MS
  }

  failed(nowMs: number): void {
    this.#failures += 1
    if (this.#state === 'closed' && this.#failures < FAILURES_UNTIL_OPEN) return
    // Requests that were under way when it opened say nothing new.
    if (this.#state === 'open') return
    if (this.#state === 'half-open') this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS)
    this.#state = 'open'
    this.#restUntilMs = nowMs + this.#restMs
  }
}
