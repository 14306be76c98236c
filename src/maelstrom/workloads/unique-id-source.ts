import { HybridClock } from '../../gossip/crdt/hlc.ts'
import { nanosOfMs } from '../../gossip/crdt/nanos.ts'

const RADIX = 36

/**
 * Ids of three parts: the moment of a hybrid clock, the node, and the random mark of this life of the node. The moment
 * never comes twice in one life, even if the wall clock stands still or steps back. Two nodes differ in the name, and
 * two lives of one node, whose clocks may have stepped back in between, in the mark.
 */
export class UniqueIds {
  /** Marks that a life can draw. */
  static readonly lives = 2 ** 32
  readonly #suffix: string
  readonly #clock = new HybridClock()

  constructor(node: string, life: number) {
    this.#suffix = `${node}-${life.toString(RADIX)}`
  }

  next(nowMs: number): string {
    return `${this.#clock.now(nanosOfMs(nowMs)).toString(RADIX)}-${this.#suffix}`
  }
}
