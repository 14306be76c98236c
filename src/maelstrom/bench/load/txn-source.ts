import { integerBelow, type RandomStream } from '../../../base/rng.ts'

export interface TxnSourceOptions {
  readonly keyCount: number
  readonly maxLength: number
  readonly maxWritesPerKey: number
}

interface ActiveKey {
  readonly key: number
  written: number
  readonly writesLeft: number
}

export type DrawnStep = readonly [f: 'r' | 'w', key: number, value: number | null]

/** Random transactions over a pool of keys, the last of them by far the busiest. Keys wear out and are replaced. */
export class TxnSource {
  readonly #options: TxnSourceOptions
  readonly #random: RandomStream
  readonly #active: ActiveKey[]
  #nextKey = 0

  constructor(options: TxnSourceOptions, random: RandomStream) {
    this.#options = options
    this.#random = random
    this.#active = Array.from({ length: options.keyCount }, () => this.#fresh())
  }

  next(): DrawnStep[] {
    const length = 1 + integerBelow(this.#random, this.#options.maxLength)
    return Array.from({ length }, () => this.#step())
  }

  #step(): DrawnStep {
    const at = this.#drawIndex()
    const active = this.#active[at] ?? this.#fresh()
    if (this.#random.next() < 0.5) return ['r', active.key, null]
    active.written += 1
    if (active.written >= active.writesLeft) this.#active[at] = this.#fresh()
    return ['w', active.key, active.written]
  }

  /** Each index is twice as likely as the one before it. */
  #drawIndex(): number {
    const count = this.#active.length
    const drawn = 1 + this.#random.next() * (2 ** count - 1)
    return Math.min(count - 1, Math.floor(Math.log2(drawn)))
  }

  #fresh(): ActiveKey {
    const writesLeft = 1 + integerBelow(this.#random, this.#options.maxWritesPerKey)
    return { key: this.#nextKey++, written: 0, writesLeft }
  }
}
