import { fnv1a } from './fnv1a.ts'

/** A source of uniform draws. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number
}

/** A number in [low, high). */
export function between(random: RandomStream, low: number, high: number): number {
  return low + random.next() * (high - low)
}

/** An integer in [0, bound). */
export function integerBelow(random: RandomStream, bound: number): number {
  return Math.floor(random.next() * bound)
}

/** `value` changed by at most `share` of itself either way, so that many servers do not act in step. */
export function jittered(random: RandomStream, value: number, share: number): number {
  return value * between(random, 1 - share, 1 + share)
}

/** A stream of its own for (seed, name). The generator is sfc32; it passes PractRand and needs four words of state. */
export function seededStream(seed: number, name: string): RandomStream {
  let a = seed >>> 0
  let b = fnv1a(name)
  let c = Math.floor(seed / 0x1_0000_0000) >>> 0
  let counter = 1
  const next32 = () => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  // The first outputs still show the seed's pattern.
  for (let warmUp = 0; warmUp < 15; warmUp++) next32()
  return { next: () => next32() / 0x1_0000_0000 }
}
