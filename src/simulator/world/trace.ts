const FIRST_BASIS = 0x811c9dc5
const SECOND_BASIS = 0x01234567
const FIRST_PRIME = 0x01000193
const SECOND_PRIME = 0x01000e8f

/** Everything that happened in a world, in order. Equal hashes of two runs mean that they took the same course. */
export class Trace {
  readonly #now: () => number
  readonly #show: ((line: string) => void) | undefined
  #first = FIRST_BASIS
  #second = SECOND_BASIS
  #length = 0

  /** `show` gets each line, for people. */
  constructor(now: () => number, show?: (line: string) => void) {
    this.#now = now
    this.#show = show
  }

  get length(): number {
    return this.#length
  }

  add(who: string, what: string): void {
    const line = `${Math.round(this.#now() * 1000) / 1000} ${who} ${what}`
    let first = this.#first
    let second = this.#second
    // FNV-1a twice, with two bases and primes: one alone has 32 bits.
    for (let index = 0; index < line.length; index++) {
      const unit = line.charCodeAt(index)
      first = Math.imul(first ^ unit, FIRST_PRIME)
      second = Math.imul(second ^ unit, SECOND_PRIME)
    }
    this.#first = Math.imul(first ^ 0x0a, FIRST_PRIME) >>> 0
    this.#second = Math.imul(second ^ 0x0a, SECOND_PRIME) >>> 0
    this.#length += 1
    this.#show?.(line)
  }

  hash(): string {
    return [this.#first, this.#second].map((part) => part.toString(16).padStart(8, '0')).join('')
  }
}
