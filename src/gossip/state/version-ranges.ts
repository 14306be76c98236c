/** Versions from (exclusive) to (inclusive). */
interface Range {
  readonly from: number
  readonly to: number
}

/** Disjoint ranges of versions in ascending order; those that touch are one. At most `limit` of them. */
export class VersionRanges {
  readonly #limit: number
  #ranges: Range[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#ranges.length
  }

  has(version: number): boolean {
    return this.#ranges.some(({ from, to }) => from < version && version <= to)
  }

  /** Whether all of (from, to] is in them. */
  covers(from: number, to: number): boolean {
    return this.#ranges.some((range) => range.from <= from && to <= range.to)
  }

  /** false: it would be one range too many, and nothing has changed. */
  add(from: number, to: number): boolean {
    const apart = this.#ranges.filter((range) => range.to < from || to < range.from)
    if (apart.length >= this.#limit) return false
    const touched = this.#ranges.filter((range) => range.to >= from && to >= range.from)
    const joined = touched.reduce(
      (sum, range) => ({ from: Math.min(sum.from, range.from), to: Math.max(sum.to, range.to) }),
      { from, to },
    )
    this.#ranges = [...apart, joined].sort((a, b) => a.from - b.from)
    return true
  }

  /** How far one gets from `version` through the ranges that touch it; they are forgotten, like those below. */
  reach(version: number): number {
    let reached = version
    let passed = 0
    for (const { from, to } of this.#ranges) {
      if (from > reached) break
      reached = Math.max(reached, to)
      passed++
    }
    if (passed > 0) this.#ranges = this.#ranges.slice(passed)
    return reached
  }

  /** Forgets those that end by `version`. */
  forgetUpTo(version: number): void {
    if (this.#ranges.some(({ to }) => to <= version)) {
      this.#ranges = this.#ranges.filter(({ to }) => to > version)
    }
  }
}
