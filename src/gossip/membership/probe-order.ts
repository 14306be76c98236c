import { integerBelow, type RandomStream } from '../../base/rng.ts'
import { shuffled } from './sample.ts'

/**
 * Round robin in random order (SWIM, section 4.3): everybody is probed once per round, so a failed member is probed by
 * each other one within 2N - 1 intervals, not just probably. A newcomer gets a random place among those still to come.
 */
export class ProbeOrder {
  readonly #random: RandomStream
  readonly #members = new Set<string>()
  /** Still to come in this round, the next one last. */
  #waiting: string[] = []

  constructor(random: RandomStream) {
    this.#random = random
  }

  get size(): number {
    return this.#members.size
  }

  add(name: string): void {
    if (this.#members.has(name)) return
    this.#members.add(name)
    this.#waiting.splice(integerBelow(this.#random, this.#waiting.length + 1), 0, name)
  }

  remove(name: string): void {
    if (!this.#members.delete(name)) return
    const index = this.#waiting.indexOf(name)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  next(): string | undefined {
    if (this.#waiting.length === 0) this.#waiting = shuffled(this.#random, [...this.#members].sort())
    return this.#waiting.pop()
  }
}
