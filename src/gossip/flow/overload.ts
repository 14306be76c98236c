/** Says once that a bound was reached and once that it is over, however often it is hit in between. */
export class OverloadEpisode {
  readonly #calmMs: number
  #lastMs: number | undefined
  #hits = 0

  /** The episode is over when nothing was refused for `calmMs`. */
  constructor(calmMs: number) {
    this.#calmMs = calmMs
  }

  /** How often the bound was hit since the node started. */
  get hits(): number {
    return this.#hits
  }

  /** true: this hit begins an episode. */
  hit(nowMs: number): boolean {
    this.#hits++
    const begins = this.#lastMs === undefined
    this.#lastMs = nowMs
    return begins
  }

  /** true: the episode has just ended. */
  ended(nowMs: number): boolean {
    if (this.#lastMs === undefined || nowMs - this.#lastMs < this.#calmMs) return false
    this.#lastMs = undefined
    return true
  }
}
