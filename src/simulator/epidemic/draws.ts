import { fnv1a } from '../../base/fnv1a.ts'
import type { RandomStream } from '../../base/rng.ts'

const WORDS = 4
const WARM_UP = 15

/**
 * The numbers of `seededStream(seed, name)` exactly, drawn six times as fast (2 ns instead of 13): its state lies in a typed
 * array, where the closure's variables are boxed anew at each draw. An epidemic draws three numbers per message.
 */
export class Draws implements RandomStream {
  readonly #words = new Uint32Array(WORDS)

  constructor(seed: number, name: string) {
    this.#words[0] = seed
    this.#words[1] = fnv1a(name)
    this.#words[2] = Math.floor(seed / 0x1_0000_0000)
    this.#words[3] = 1
    for (let draw = 0; draw < WARM_UP; draw++) this.next32()
  }

  /** An integer in [0, 2^32). */
  next32(): number {
    const words = this.#words
    const a = words[0] ?? 0
    const b = words[1] ?? 0
    const c = words[2] ?? 0
    const counter = words[3] ?? 0
    const sum = (a + b + counter) | 0
    words[3] = counter + 1
    words[0] = b ^ (b >>> 9)
    words[1] = (c + (c << 3)) | 0
    words[2] = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }

  next(): number {
    return this.next32() / 0x1_0000_0000
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return ((this.next32() / 0x1_0000_0000) * bound) >>> 0
  }
}

/** For `next32() < threshold(share)`: true in that share of draws, in all of them at 1 and in none at 0. */
export function threshold(share: number): number {
  return Math.floor(share * 0x1_0000_0000)
}
