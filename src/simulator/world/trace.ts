import { fnv1a } from '../../base/fnv1a.ts'

const FIRST_BASIS = 0x811c9dc5
const SECOND_BASIS = 0x01234567

/** Everything that happened in a world, in order. Equal hashes of two runs mean that they took the same course. */
export class Trace {
  readonly #now: () => number
  #first = FIRST_BASIS
  #second = SECOND_BASIS
  #length = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get length(): number {
    return this.#length
  }

  add(who: string, what: string): void {
    const line = `${this.#now().toFixed(3)} ${who} ${what}\n`
    this.#first = fnv1a(line, this.#first)
    this.#second = fnv1a(line, this.#second)
    this.#length += 1
  }

  hash(): string {
    return [this.#first, this.#second].map((part) => part.toString(16).padStart(8, '0')).join('')
  }
}
