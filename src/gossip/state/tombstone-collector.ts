import type { Entry } from '../wire/messages.ts'
import { DueQueue } from './due-queue.ts'
import { COLLECT_BATCH_SHARE, MAX_SWEPT } from './options.ts'

/**
 * Says when the owner's tombstones have had their time. They go in batches that lie apart: each one costs an exchange with
 * everybody, and whoever is starting over because of one must have the time to get through before the next.
 */
export class TombstoneCollector {
  readonly #tombstones: DueQueue<Entry>
  readonly #batchMs: number
  /** What was due by then is being collected. */
  #untilMs = -Infinity

  constructor(graceMs: number) {
    this.#tombstones = new DueQueue(graceMs)
    this.#batchMs = graceMs * COLLECT_BATCH_SHARE
  }

  get nextMs(): number {
    const { nextMs } = this.#tombstones
    return nextMs <= this.#untilMs ? nextMs : nextMs + this.#batchMs
  }

  add(nowMs: number, tombstone: Entry): void {
    this.#tombstones.add(nowMs, tombstone)
  }

  takeDue(nowMs: number): Entry[] {
    if (this.nextMs > nowMs) return []
    if (this.#tombstones.nextMs > this.#untilMs) this.#untilMs = nowMs
    return this.#tombstones.takeDue(this.#untilMs, MAX_SWEPT)
  }
}
