import { integerBelow, type RandomStream } from '../../base/rng.ts'

/** What happens to frames on their way besides delay and loss. */
export interface FrameFaults {
  readonly duplicateShare: number
  readonly corruptShare: number
}

export const SOUND_FRAMES: FrameFaults = { duplicateShare: 0, corruptShare: 0 }

/** What arrives of a frame that was sent: it, it with some bytes wrong, or several of these. */
export class WireFaults {
  readonly #random: RandomStream
  faults: FrameFaults

  constructor(random: RandomStream, faults: FrameFaults) {
    this.#random = random
    this.faults = faults
  }

  copies(bytes: Uint8Array): Uint8Array[] {
    const { duplicateShare, corruptShare } = this.faults
    if (duplicateShare === 0 && corruptShare === 0) return [bytes]
    const count = this.#random.next() < duplicateShare ? 2 : 1
    return Array.from({ length: count }, () =>
      this.#random.next() < corruptShare ? this.#corrupted(bytes) : bytes,
    )
  }

  /** Some bytes are different, or the end is missing. */
  #corrupted(bytes: Uint8Array): Uint8Array {
    if (this.#random.next() < 1 / 4) return bytes.slice(0, integerBelow(this.#random, bytes.length))
    const wrong = bytes.slice()
    const changes = 1 + integerBelow(this.#random, 4)
    for (let change = 0; change < changes; change++) {
      const at = integerBelow(this.#random, wrong.length)
      wrong[at] = (wrong[at] ?? 0) ^ (1 + integerBelow(this.#random, 255))
    }
    return wrong
  }
}
