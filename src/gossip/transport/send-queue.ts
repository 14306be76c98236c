import type { Priority } from './transport.ts'

export interface QueueBounds {
  readonly maxQueuedFrames: number
  readonly maxQueuedBytes: number
}

/**
 * What waits to be sent to one peer. Probes leave first. When it is full the oldest bulk goes, since newer frames say
 * more; only among probes alone does the oldest probe go.
 */
export class SendQueue {
  readonly #bounds: QueueBounds
  #probes: Uint8Array[] = []
  #bulk: Uint8Array[] = []
  #bytes = 0

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds
  }

  get length(): number {
    return this.#probes.length + this.#bulk.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Gives how many frames had to go. */
  push(frame: Uint8Array, priority: Priority): number {
    if (frame.length > this.#bounds.maxQueuedBytes) return 1
    let gone = 0
    while (this.#isFullFor(frame)) {
      // Bulk never displaces a probe.
      if (priority === 'bulk' && this.#bulk.length === 0) return gone + 1
      this.#remove(this.#bulk.length > 0 ? this.#bulk : this.#probes)
      gone++
    }
    ;(priority === 'probe' ? this.#probes : this.#bulk).push(frame)
    this.#bytes += frame.length
    return gone
  }

  next(): Uint8Array | undefined {
    return this.#remove(this.#probes.length > 0 ? this.#probes : this.#bulk)
  }

  /** Gives how many frames had to go. */
  moveTo(other: SendQueue): number {
    let gone = 0
    for (const frame of this.#probes) gone += other.push(frame, 'probe')
    for (const frame of this.#bulk) gone += other.push(frame, 'bulk')
    this.clear()
    return gone
  }

  /** Gives how many frames there were. */
  clear(): number {
    const count = this.length
    this.#probes = []
    this.#bulk = []
    this.#bytes = 0
    return count
  }

  #isFullFor(frame: Uint8Array): boolean {
    return (
      this.length >= this.#bounds.maxQueuedFrames || this.#bytes + frame.length > this.#bounds.maxQueuedBytes
    )
  }

  #remove(lane: Uint8Array[]): Uint8Array | undefined {
    const frame = lane.shift()
    if (frame) this.#bytes -= frame.length
    return frame
  }
}
