/** Time of a run: virtual, or that of the machine. Zero is the start of the run. */
export interface BenchClock {
  nowMs(): number
  /** Never within the same call; returns how to call that off. */
  after(delayMs: number, fire: () => void): () => void
}
