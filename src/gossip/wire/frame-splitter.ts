import { CHECKSUM_AT, type FrameFault, frameLength } from './header.ts'

const SMALLEST_CAPACITY = 1_024

export interface Split {
  /** Whole by their headers, not yet judged by anything else. */
  readonly frames: readonly Uint8Array[]
  /** Ends the stream: whatever follows has no beginning that can be found. */
  readonly fault?: FrameFault
}

/**
 * Cuts a stream into frames, however it arrives. It keeps at most one unfinished frame, and of that no more than twice what has
 * arrived. A frame that came whole is a view into its chunk, the others have memory of their own.
 */
export class FrameSplitter {
  #begun = new Uint8Array(0)
  #length = 0
  /** How many bytes tell more: the end of the length, or of the frame. */
  #needed = 0
  #fault: FrameFault | undefined

  /** Bytes of a frame that is not complete. */
  get buffered(): number {
    return this.#length
  }

  push(chunk: Uint8Array): Split {
    const frames: Uint8Array[] = []
    let start = 0
    while (start < chunk.length && !this.#fault) {
      start = this.#length > 0 ? this.#finish(chunk, start, frames) : this.#cut(chunk, start, frames)
    }
    return this.#fault ? { frames, fault: this.#fault } : { frames }
  }

  /** The stream is over. */
  end(): FrameFault | undefined {
    if (this.#length > 0) this.#stop('truncated')
    return this.#fault
  }

  #cut(chunk: Uint8Array, start: number, frames: Uint8Array[]): number {
    const length = frameLength(chunk, start, chunk.length)
    if (typeof length === 'string') return this.#stop(length)
    if (length === undefined || start + length > chunk.length) {
      this.#needed = length ?? CHECKSUM_AT
      return this.#keep(chunk, start, chunk.length)
    }
    frames.push(chunk.subarray(start, start + length))
    return start + length
  }

  /** Goes on with a frame that an earlier chunk began: first to the end of its length, then to its own. */
  #finish(chunk: Uint8Array, start: number, frames: Uint8Array[]): number {
    const end = this.#keep(chunk, start, Math.min(chunk.length, start + this.#needed - this.#length))
    const length = frameLength(this.#begun, 0, this.#length)
    if (typeof length === 'string') return this.#stop(length)
    this.#needed = length ?? CHECKSUM_AT
    if (length === this.#length) {
      frames.push(this.#begun.subarray(0, length))
      this.#forget()
    }
    return end
  }

  #keep(chunk: Uint8Array, start: number, end: number): number {
    const needed = this.#length + end - start
    if (needed > this.#begun.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#begun.length, SMALLEST_CAPACITY))
      larger.set(this.#begun.subarray(0, this.#length))
      this.#begun = larger
    }
    this.#begun.set(chunk.subarray(start, end), this.#length)
    this.#length = needed
    return end
  }

  #stop(fault: FrameFault): number {
    this.#fault ??= fault
    this.#forget()
    return 0
  }

  #forget(): void {
    this.#begun = new Uint8Array(0)
    this.#length = 0
  }
}
