import { hash32 } from '../ring/hash32.ts'

export const MAX_EXPECTED_IDS = 10_000_000

/** Where the second hash begins; any value other than FNV's own start gives an independent one. */
const SECOND_BASIS = 0x6c62272e

/**
 * A set that may say "yes" to what it never saw, but never "no" to what it did (Bloom, 1970), in
 * -ln(rate) / ln(2)^2 bits per id. The k places of an id come from two hashes (Kirsch and Mitzenmacher, 2006), with the
 * growing step of "enhanced double hashing" (Dillinger and Manolios, 2004).
 */
export class BloomFilter {
  readonly expectedIds: number
  readonly #bits: Uint32Array
  readonly #bitCount: number
  readonly #hashes: number
  #added = 0

  constructor(expectedIds: number, falsePositiveRate: number) {
    if (!Number.isInteger(expectedIds) || expectedIds < 1 || expectedIds > MAX_EXPECTED_IDS) {
      throw new RangeError(`a filter is made for 1 to ${MAX_EXPECTED_IDS} ids, not ${expectedIds}`)
    }
    if (!(falsePositiveRate > 0 && falsePositiveRate < 1)) {
      throw new RangeError(`a rate of false positives lies between 0 and 1, not at ${falsePositiveRate}`)
    }
    const bitsPerId = -Math.log(falsePositiveRate) / Math.LN2 ** 2
    this.expectedIds = expectedIds
    this.#bitCount = Math.ceil(expectedIds * bitsPerId)
    this.#hashes = Math.max(1, Math.round(bitsPerId * Math.LN2))
    this.#bits = new Uint32Array(Math.ceil(this.#bitCount / 32))
  }

  /** How many ids were new when they were added. */
  get added(): number {
    return this.#added
  }

  get byteLength(): number {
    return this.#bits.byteLength
  }

  /** Whether the id had (probably) been added before. */
  add(id: string): boolean {
    let known = true
    let place = hash32(id)
    let step = hash32(id, SECOND_BASIS)
    for (let index = 0; index < this.#hashes; index++) {
      if (!this.#isSet(place)) known = false
      this.#set(place)
      place = (place + step) >>> 0
      step = (step + index) >>> 0
    }
    if (!known) this.#added += 1
    return known
  }

  has(id: string): boolean {
    let place = hash32(id)
    let step = hash32(id, SECOND_BASIS)
    for (let index = 0; index < this.#hashes; index++) {
      if (!this.#isSet(place)) return false
      place = (place + step) >>> 0
      step = (step + index) >>> 0
    }
    return true
  }

  clear(): void {
    this.#bits.fill(0)
    this.#added = 0
  }

  #isSet(place: number): boolean {
    const bit = place % this.#bitCount
    return ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0
  }

  #set(place: number): void {
    const bit = place % this.#bitCount
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
}
