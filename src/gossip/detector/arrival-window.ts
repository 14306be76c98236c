const FIRST_LENGTH = 8

/** The last intervals between life signs, with their mean and deviation kept up to date. */
export class ArrivalWindow {
  readonly #size: number
  /** As long as has been needed so far: a large mesh has many windows, and most of them stay short. */
  #intervals: Float64Array
  #count = 0
  #next = 0
  #mean = 0
  /** Sum of the squared distances from the mean (Welford). */
  #squares = 0

  constructor(size: number) {
    this.#size = size
    this.#intervals = new Float64Array(Math.min(size, FIRST_LENGTH))
  }

  get count(): number {
    return this.#count
  }

  get mean(): number {
    return this.#mean
  }

  get deviation(): number {
    return this.#count === 0 ? 0 : Math.sqrt(Math.max(0, this.#squares) / this.#count)
  }

  add(interval: number): void {
    const size = this.#size
    if (this.#next === this.#intervals.length) this.#grow()
    if (this.#count === size) this.#drop(this.#intervals[this.#next] ?? 0)
    this.#intervals[this.#next] = interval
    this.#next = (this.#next + 1) % size
    this.#count += 1
    const distance = interval - this.#mean
    this.#mean += distance / this.#count
    this.#squares += distance * (interval - this.#mean)
    // Rounding errors of taking out and putting in would add up for ever.
    if (this.#next === 0) this.#recompute()
  }

  #grow(): void {
    const longer = new Float64Array(Math.min(this.#size, 2 * this.#intervals.length))
    longer.set(this.#intervals)
    this.#intervals = longer
  }

  #drop(interval: number): void {
    this.#count -= 1
    if (this.#count === 0) {
      this.#mean = 0
      this.#squares = 0
      return
    }
    const distance = interval - this.#mean
    this.#mean -= distance / this.#count
    this.#squares -= distance * (interval - this.#mean)
  }

  #recompute(): void {
    const held = this.#intervals.subarray(0, this.#count)
    this.#mean = held.reduce((sum, value) => sum + value, 0) / held.length
    this.#squares = held.reduce((sum, value) => sum + (value - this.#mean) ** 2, 0)
  }
}
