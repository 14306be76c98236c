import { BloomFilter } from './bloom-filter.ts'
import { DEFAULT_RETENTION_MS, type Seen, checkRetention } from './seen.ts'

export interface RotatingBloomOptions {
  /** An id is remembered at least this long, at most twice as long. */
  readonly retentionMs?: number
  /** Ids per `retentionMs`. More of them turn the filter over sooner, instead of filling it with lies. */
  readonly expectedIds: number
  /** At most this share of new ids is taken for repeats. */
  readonly falsePositiveRate: number
  readonly longestLifeMs: number
}

/**
 * Bounded memory for any number of ids: two Bloom filters, of which the younger is written and both are read. The older
 * is dropped when the younger is `retentionMs` old or full. Each gets half of the allowed false positives.
 *
 * A false positive drops a message that nobody here has seen. That is fit for limited broadcasts only; reliable ones are
 * recognized by their owner's versions and repaired by reconciliation, so they reach every node whatever a filter says.
 */
export class RotatingBloom implements Seen {
  readonly #retentionMs: number
  #younger: BloomFilter
  #older: BloomFilter
  #turnedAtMs: number | undefined
  #turnedEarly = 0

  constructor(options: RotatingBloomOptions) {
    const { retentionMs = DEFAULT_RETENTION_MS, expectedIds, falsePositiveRate, longestLifeMs } = options
    checkRetention(retentionMs, longestLifeMs)
    this.#retentionMs = retentionMs
    this.#younger = new BloomFilter(expectedIds, falsePositiveRate / 2)
    this.#older = new BloomFilter(expectedIds, falsePositiveRate / 2)
  }

  seen(id: string, nowMs: number): boolean {
    this.#turnWhenDue(nowMs)
    if (this.#older.has(id)) return true
    return this.#younger.add(id)
  }

  size(nowMs: number): number {
    this.#turnWhenDue(nowMs)
    return this.#younger.added + this.#older.added
  }

  get byteLength(): number {
    return this.#younger.byteLength + this.#older.byteLength
  }

  /** Turns that came by count, not by time: when it grows, `expectedIds` is too small for the traffic. */
  get turnedEarly(): number {
    return this.#turnedEarly
  }

  #turnWhenDue(nowMs: number): void {
    this.#turnedAtMs ??= nowMs
    const ageMs = nowMs - this.#turnedAtMs
    const full = this.#younger.added >= this.#younger.expectedIds
    if (ageMs < this.#retentionMs && !full) return
    if (ageMs < this.#retentionMs) this.#turnedEarly += 1
    this.#turn(nowMs)
    // After a silence of two turns nothing in either filter is young enough to keep.
    if (ageMs >= 2 * this.#retentionMs) this.#turn(nowMs)
  }

  #turn(nowMs: number): void {
    const dropped = this.#older
    dropped.clear()
    this.#older = this.#younger
    this.#younger = dropped
    this.#turnedAtMs = nowMs
  }
}
