/** Rounds that are told apart; what comes later is counted in the last one. */
const MAX_ROUNDS_TOLD_APART = 100_000
const FIRST_CAPACITY = 64

/** A count per round of a run whose number of rounds nobody knows beforehand. */
export class RoundsTally {
  #counts = new Float64Array(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** `round` counts from 0. */
  add(round: number, count: number): void {
    const at = round < MAX_ROUNDS_TOLD_APART ? round : MAX_ROUNDS_TOLD_APART - 1
    if (at >= this.#counts.length) this.#grow(at)
    if (at >= this.#length) this.#length = at + 1
    this.#counts[at] = (this.#counts[at] ?? 0) + count
  }

  counts(length: number): number[] {
    return Array.from({ length }, (_, round) => this.#counts[round] ?? 0)
  }

  #grow(at: number): void {
    const larger = new Float64Array(2 * (at + 1))
    larger.set(this.#counts)
    this.#counts = larger
  }
}
