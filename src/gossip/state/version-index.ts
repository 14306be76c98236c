import { assert } from '../../base/assert.ts'
import type { Entry } from '../wire/messages.ts'

/** Below this, holes cost less than closing them. */
const MIN_HOLES_TO_COMPACT = 32

/**
 * Entries in the order of their versions. New ones come at the end; one that is superseded leaves a hole, and when holes
 * outnumber entries they are closed, so that every operation costs O(log n) or less, over time, and nothing is ever sorted.
 */
export class VersionIndex {
  #versions: number[] = []
  #entries: Array<Entry | undefined> = []
  #holes = 0

  /** How many entries there are. */
  get size(): number {
    return this.#entries.length - this.#holes
  }

  /** How many positions there are, holes included. */
  get length(): number {
    return this.#entries.length
  }

  /** No entry has a higher version. */
  get last(): number {
    return this.#versions.at(-1) ?? 0
  }

  /** The entry at a position, unless there is a hole. */
  at(position: number): Entry | undefined {
    return this.#entries[position]
  }

  /** The first position with a version above this one. */
  after(version: number): number {
    let low = 0
    let high = this.#versions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#versions[middle] ?? 0) > version) high = middle
      else low = middle + 1
    }
    return low
  }

  append(entry: Entry): void {
    assert(entry.version > this.last, `version ${entry.version} comes after ${this.last}`)
    this.#versions.push(entry.version)
    this.#entries.push(entry)
  }

  /** Puts an entry where it belongs: for the few that overtake others. */
  insert(entry: Entry): void {
    const position = this.after(entry.version)
    if (position > 0 && this.#versions[position - 1] === entry.version) {
      if (this.#entries[position - 1] === undefined) this.#holes--
      this.#entries[position - 1] = entry
      return
    }
    this.#versions.splice(position, 0, entry.version)
    this.#entries.splice(position, 0, entry)
  }

  /** false: there is no entry of this version. */
  remove(version: number): boolean {
    const position = this.after(version) - 1
    if (this.#versions[position] !== version || this.#entries[position] === undefined) return false
    this.#entries[position] = undefined
    this.#holes++
    if (this.#holes > MIN_HOLES_TO_COMPACT && this.#holes * 2 > this.#entries.length) this.#compact()
    return true
  }

  /** Takes out everything up to this version. */
  takeUpTo(version: number): Entry[] {
    if (this.#entries.length === 0) return []
    const count = this.after(version)
    if (count === 0) return []
    this.#versions.splice(0, count)
    const taken = this.#entries.splice(0, count)
    const entries = taken.filter((entry) => entry !== undefined)
    this.#holes -= taken.length - entries.length
    return entries
  }

  #compact(): void {
    const entries = this.#entries.filter((entry) => entry !== undefined)
    this.#versions = entries.map(({ version }) => version)
    this.#entries = entries
    this.#holes = 0
  }
}
