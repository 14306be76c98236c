/** Lets `perSecond` through on average and `burst` at once. It may go below zero: the debt is waited for afterwards. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #atMs: number

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#atMs = nowMs
  }

  /** Takes `count` and gives how long to wait before the next. */
  take(count: number, nowMs: number): number {
    const earned = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#perSecond
    this.#atMs = nowMs
    this.#tokens = Math.min(this.#burst, this.#tokens + earned) - count
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000
  }
}
