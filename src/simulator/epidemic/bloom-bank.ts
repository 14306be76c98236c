import { LN2, ln } from './exact-math.ts'

const HASH_BITS = 32
const { imul } = Math

export interface BloomBankOptions {
  readonly nodes: number
  readonly expectedIds: number
  readonly falsePositiveRate: number
  readonly retentionTicks: number
}

export function bloomBytes({
  nodes,
  expectedIds,
  falsePositiveRate,
}: Omit<BloomBankOptions, 'retentionTicks'>): number {
  return 2 * nodes * Math.ceil(bitsFor(expectedIds, falsePositiveRate) / HASH_BITS) * 4
}

/**
 * A pair of rotating Bloom filters per node, as in `gossip/broadcast/rotating-bloom.ts`, but all of them in two typed arrays:
 * a million nodes have no room for an object each. Each node hashes with a salt of its own; so an id that one of them
 * takes for known is new to the next one.
 */
export class BloomBank {
  readonly #expectedIds: number
  readonly #retentionTicks: number
  readonly #bits: number
  readonly #words: number
  readonly #hashes: number
  /** Which of its two filters a node writes; the other one is older and only read. */
  readonly #young: Uint8Array
  readonly #added: Int32Array
  readonly #turnedAt: Int32Array
  readonly #filters: Int32Array

  constructor({ nodes, expectedIds, falsePositiveRate, retentionTicks }: BloomBankOptions) {
    this.#expectedIds = expectedIds
    this.#retentionTicks = retentionTicks
    this.#bits = bitsFor(expectedIds, falsePositiveRate)
    this.#words = Math.ceil(this.#bits / HASH_BITS)
    this.#hashes = Math.max(1, Math.round((this.#bits / expectedIds) * LN2))
    this.#young = new Uint8Array(nodes)
    this.#added = new Int32Array(nodes)
    this.#turnedAt = new Int32Array(nodes)
    this.#filters = new Int32Array(2 * nodes * this.#words)
  }

  has(node: number, id: number, tick: number): boolean {
    this.#turnWhenDue(node, tick)
    return this.#isIn(2 * node, node, id) || this.#isIn(2 * node + 1, node, id)
  }

  add(node: number, id: number, tick: number): void {
    this.#turnWhenDue(node, tick)
    const filter = 2 * node + (this.#young[node] ?? 0)
    let place = mixed(id ^ mixed(node))
    const step = mixed(place) | 1
    for (let hash = 0; hash < this.#hashes; hash++) {
      const bit = place % this.#bits
      const word = filter * this.#words + (bit >>> 5)
      this.#filters[word] = (this.#filters[word] ?? 0) | (1 << (bit & 31))
      place = (place + step) >>> 0
    }
    this.#added[node] = (this.#added[node] ?? 0) + 1
  }

  /** The node starts anew. */
  clear(node: number): void {
    this.#filters.fill(0, 2 * node * this.#words, 2 * (node + 1) * this.#words)
    this.#added[node] = 0
  }

  #isIn(filter: number, node: number, id: number): boolean {
    let place = mixed(id ^ mixed(node))
    const step = mixed(place) | 1
    for (let hash = 0; hash < this.#hashes; hash++) {
      const bit = place % this.#bits
      const word = this.#filters[filter * this.#words + (bit >>> 5)] ?? 0
      if ((word & (1 << (bit & 31))) === 0) return false
      place = (place + step) >>> 0
    }
    return true
  }

  #turnWhenDue(node: number, tick: number): void {
    const age = tick - (this.#turnedAt[node] ?? 0)
    if (age < this.#retentionTicks && (this.#added[node] ?? 0) < this.#expectedIds) return
    this.#turn(node, tick)
    // After a silence of two turns nothing in either filter is young enough to keep.
    if (age >= 2 * this.#retentionTicks) this.#turn(node, tick)
  }

  #turn(node: number, tick: number): void {
    const older = 1 - (this.#young[node] ?? 0)
    const start = (2 * node + older) * this.#words
    this.#filters.fill(0, start, start + this.#words)
    this.#young[node] = older
    this.#added[node] = 0
    this.#turnedAt[node] = tick
  }
}

/** Each filter of the pair gets half of the allowed false positives: -ln(rate) / ln(2)^2 bits per id (Bloom, 1970). */
function bitsFor(expectedIds: number, falsePositiveRate: number): number {
  return Math.ceil((expectedIds * -ln(falsePositiveRate / 2)) / (LN2 * LN2))
}

/** The finalizer of MurmurHash3 (Appleby, public domain) over a step of the golden section. */
function mixed(value: number): number {
  let hash = imul(value + 1, 0x9e3779b1)
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
