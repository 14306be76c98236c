const FIRST_CAPACITY = 65_536

/** Latencies of one run, exact, in memory that grows by doubling: adding one allocates nothing in between. */
export class Samples {
  #values = new Float64Array(FIRST_CAPACITY)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = value
  }

  all(): Float64Array {
    return this.#values.subarray(0, this.#count)
  }
}
