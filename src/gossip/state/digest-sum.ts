import { fnv1a } from '../../base/fnv1a.ts'
import type { DigestHash } from '../wire/messages.ts'
import { UNKNOWN, type Version } from './version.ts'

const SECOND_BASIS = 0x9747b28c
const FIRST_FACTOR = 0xcc9e2d51
const SECOND_FACTOR = 0x9e3779b1
const TWO_32 = 0x1_0000_0000

/** What of a live member belongs to the digest, besides how far its key space is known. */
export interface LiveRow {
  readonly generation: number
  readonly incarnation: number
  readonly status: 'alive' | 'suspect'
}

interface Summand {
  low: number
  high: number
  readonly nameLow: number
  readonly nameHigh: number
  readonly row: LiveRow
}

/**
 * The hash of a node's digest, kept up to date row by row: equal hashes mean that there is nothing to exchange. It is a
 * sum of well mixed numbers, so that the order of rows does not matter and one row changes at a cost that does not depend on the others.
 */
export class DigestSum {
  readonly #summands = new Map<string, Summand>()
  #low = 0
  #high = 0

  get hash(): DigestHash {
    return { low: this.#low, high: this.#high }
  }

  set(name: string, row: LiveRow, version: Version | undefined): void {
    this.clear(name)
    const summand: Summand = {
      low: 0,
      high: 0,
      nameLow: fnv1a(name),
      nameHigh: fnv1a(name, SECOND_BASIS),
      row,
    }
    this.#summands.set(name, summand)
    this.#change(summand, version ?? UNKNOWN)
  }

  clear(name: string): void {
    const summand = this.#summands.get(name)
    if (summand === undefined) return
    this.#summands.delete(name)
    this.#low = (this.#low - summand.low) >>> 0
    this.#high = (this.#high - summand.high) >>> 0
  }

  /** Nothing happens for members that are not live. */
  setVersion(name: string, version: Version | undefined): void {
    const summand = this.#summands.get(name)
    if (summand !== undefined) this.#change(summand, version ?? UNKNOWN)
  }

  #change(summand: Summand, version: Version): void {
    const low = lane(summand.nameLow, FIRST_FACTOR, summand.row, version)
    const high = lane(summand.nameHigh, SECOND_FACTOR, summand.row, version)
    this.#low = (this.#low - summand.low + low) >>> 0
    this.#high = (this.#high - summand.high + high) >>> 0
    summand.low = low
    summand.high = high
  }
}

function lane(start: number, factor: number, row: LiveRow, version: Version): number {
  let hash = mix(start, factor, row.status === 'alive' ? 1 : 2)
  hash = mixInteger(hash, factor, row.generation)
  hash = mixInteger(hash, factor, row.incarnation)
  hash = mixInteger(hash, factor, version.generation)
  hash = mixInteger(hash, factor, version.max)
  return finish(mixInteger(hash, factor, version.collected))
}

function mixInteger(hash: number, factor: number, value: number): number {
  return mix(mix(hash, factor, value >>> 0), factor, (value / TWO_32) >>> 0)
}

function mix(hash: number, factor: number, word: number): number {
  const mixed = Math.imul(hash ^ word, factor)
  return mixed ^ (mixed >>> 15)
}

/** The finalizer of MurmurHash3 (Appleby, public domain): every bit depends on every other. */
function finish(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
