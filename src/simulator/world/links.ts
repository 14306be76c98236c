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

/**
 * What a message may meet between two places: delay, loss, a wall between them, in one direction or both, and a place
 * whose own connection is slow.
 */
export class Links {
  readonly #random: RandomStream
  readonly #walls = new Set<string>()
  readonly #slow = new Map<string, number>()
  /** More walls, by a rule: for those that stand between many. */
  cutOff: ((from: string, to: string) => boolean) | undefined
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
    if (chance < lossShare || this.isBlocked(from, to)) return undefined
    const slowMs = this.#slow.size === 0 ? 0 : this.#slowMs(from) + this.#slowMs(to)
    if (chance < lossShare + heldUpShare) return delayMs + slowMs + this.#random.next() * heldUpMs
    return delayMs + slowMs
  }

  isBlocked(from: string, to: string): boolean {
    if (this.cutOff?.(from, to)) return true
    return this.#walls.size > 0 && this.#walls.has(`${from}>${to}`)
  }

  /** Nothing gets from one to the other any more. */
  block(from: string, to: string): void {
    this.#walls.add(`${from}>${to}`)
  }

  unblock(from: string, to: string): void {
    this.#walls.delete(`${from}>${to}`)
  }

  /** Everything to and from this place takes so much longer; 0: no longer. */
  slow(place: string, byMs: number): void {
    if (byMs > 0) this.#slow.set(place, byMs)
    else this.#slow.delete(place)
  }

  #slowMs(place: string): number {
    return this.#slow.get(place) ?? 0
  }
}
