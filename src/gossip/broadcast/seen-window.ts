import { DEFAULT_RETENTION_MS, type Seen, checkRetention } from './seen.ts'

export const DEFAULT_MAX_IDS = 100_000

/** The queue is cut when at least this much of it, and half of it, has been taken from its front. */
const CUT_FROM = 1024

export interface SeenWindowOptions {
  readonly retentionMs?: number
  readonly maxIds?: number
  /** How long copies of a message can still arrive after the first. */
  readonly longestLifeMs: number
}

interface Sight {
  readonly id: string
  readonly atMs: number
}

/**
 * Exact: every id for `retentionMs` from its first sight, at most `maxIds` of them; the oldest goes first. Seeing an id
 * again does not renew it, so ids leave in the order they came and each costs O(1): a queue with a moving front beside a
 * set. (The insertion order of a Map would do, but reading its first key walks over the holes that deletions leave.)
 */
export class SeenWindow implements Seen {
  readonly #retentionMs: number
  readonly #maxIds: number
  readonly #ids = new Set<string>()
  #queue: Sight[] = []
  #front = 0
  #droppedEarly = 0

  constructor({
    retentionMs = DEFAULT_RETENTION_MS,
    maxIds = DEFAULT_MAX_IDS,
    longestLifeMs,
  }: SeenWindowOptions) {
    checkRetention(retentionMs, longestLifeMs)
    if (!Number.isInteger(maxIds) || maxIds < 1) {
      throw new RangeError(`a window remembers at least one id, not ${maxIds}`)
    }
    this.#retentionMs = retentionMs
    this.#maxIds = maxIds
  }

  seen(id: string, nowMs: number): boolean {
    this.#expire(nowMs)
    if (this.#ids.has(id)) return true
    if (this.#ids.size === this.#maxIds) {
      this.#dropOldest()
      this.#droppedEarly += 1
    }
    this.#ids.add(id)
    this.#queue.push({ id, atMs: nowMs })
    return false
  }

  size(nowMs: number): number {
    this.#expire(nowMs)
    return this.#ids.size
  }

  /** Ids that made room before their time: when it grows, `maxIds` is too small for the traffic. */
  get droppedEarly(): number {
    return this.#droppedEarly
  }

  #expire(nowMs: number): void {
    for (;;) {
      const oldest = this.#queue[this.#front]
      if (oldest === undefined || nowMs - oldest.atMs < this.#retentionMs) return
      this.#dropOldest()
    }
  }

  #dropOldest(): void {
    const oldest = this.#queue[this.#front]
    if (oldest === undefined) return
    this.#ids.delete(oldest.id)
    this.#front += 1
    if (this.#front < CUT_FROM || 2 * this.#front < this.#queue.length) return
    this.#queue = this.#queue.slice(this.#front)
    this.#front = 0
  }
}
