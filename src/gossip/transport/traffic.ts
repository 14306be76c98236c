import { Counter } from './tally.ts'
import type { TransportCounts } from './transport.ts'

/** What a transport has carried, and what not. */
export class Traffic {
  readonly dropped = new Counter()
  readonly refused = new Counter()
  #framesIn = 0
  #framesOut = 0
  #bytesIn = 0
  #bytesOut = 0

  frameIn(): void {
    this.#framesIn++
  }

  moved(read: number, written: number, frames: number): void {
    this.#bytesIn += read
    this.#bytesOut += written
    this.#framesOut += frames
  }

  read(now: Pick<TransportCounts, 'links' | 'queuedFrames'>): TransportCounts {
    return {
      ...now,
      framesIn: this.#framesIn,
      framesOut: this.#framesOut,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      dropped: this.dropped.read(),
      refused: this.refused.read(),
    }
  }
}
