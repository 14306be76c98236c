import { type RandomStream, between } from '../../base/rng.ts'

export interface LinkQuality {
  readonly fastestMs: number
  readonly slowestMs: number
  /** The share of messages that are held up, by up to `heldUpMs`: they are overtaken by many. */
  readonly heldUpShare: number
  readonly heldUpMs: number
  readonly lossShare: number
}

export const GOOD_LINKS: LinkQuality = {
  fastestMs: 0.5,
  slowestMs: 40,
  heldUpShare: 0,
  heldUpMs: 0,
  lossShare: 0,
}

/** What a message may meet between two places: delay, loss, and a wall between them, in one direction or both. */
export class Links {
  readonly #random: RandomStream
  readonly #walls = new Set<string>()
  quality: LinkQuality

  constructor(random: RandomStream, quality: LinkQuality) {
    this.#random = random
    this.quality = quality
  }

  /** How long a message takes now; `undefined`: it does not arrive. */
  travelMs(from: string, to: string): number | undefined {
    const { fastestMs, slowestMs, heldUpShare, heldUpMs, lossShare } = this.quality
    const delayMs = between(this.#random, fastestMs, slowestMs)
    const chance = this.#random.next()
    if (this.#walls.has(`${from}>${to}`) || chance < lossShare) return undefined
    if (chance < lossShare + heldUpShare) return delayMs + this.#random.next() * heldUpMs
    return delayMs
  }

  /** Nothing gets from one to the other any more. */
  block(from: string, to: string): void {
    this.#walls.add(`${from}>${to}`)
  }

  unblock(from: string, to: string): void {
    this.#walls.delete(`${from}>${to}`)
  }
}
