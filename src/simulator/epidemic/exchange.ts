import type { Cells } from './cells.ts'
import { ANNOUNCE, ASK, GIVE, GIVE_AND_WANT, WANT } from './kinds.ts'
import type { Network } from './network.ts'
import { ABOUT_ALL } from './report.ts'
import type { Sender } from './sender.ts'

const { max } = Math

/** Told when a node gets something. */
type Learn = (broadcast: number, node: number, from: number, hops: number) => void

/**
 * Reconciliation: a digest says what its sender has; only what is missing travels. A digest is not stored: what a node had
 * at the tick of sending is what its cells say it had by then.
 */
export class Exchange {
  readonly #cells: Cells
  readonly #network: Network
  readonly #sender: Sender
  readonly #learn: Learn

  constructor(sender: Sender, learn: Learn) {
    this.#cells = sender.cells
    this.#network = sender.network
    this.#sender = sender
    this.#learn = learn
  }

  /** `node` got a digest that `from` sent at `sentTick`. */
  answer(node: number, from: number, sentTick: number, kind: number): void {
    let items = 0
    let wants = false
    let last = ABOUT_ALL
    let hops = 0
    for (let broadcast = 0; broadcast < this.#cells.broadcasts; broadcast++) {
      const theirs = this.#cells.hadBefore(broadcast, from, sentTick + 1)
      if (theirs) {
        if (kind !== ASK && !this.#cells.has(broadcast, node) && this.#sender.mayPass(broadcast, from))
          wants = true
      } else if (kind !== ANNOUNCE && this.#canGive(broadcast, node, this.#network.nowTick)) {
        items += 1
        last = broadcast
        hops = max(hops, 1 + (this.#cells.hops[broadcast * this.#cells.nodes + node] ?? 0))
      }
    }
    if (items === 0 && !wants) return
    const about = items === 1 ? last : ABOUT_ALL
    const answer = items === 0 ? WANT : wants ? GIVE_AND_WANT : GIVE
    this.#network.send(node, from, answer, about, items, hops)
  }

  /** `node` got what `from` had to give at `sentTick`. */
  take(node: number, from: number, sentTick: number): void {
    let learnt = false
    for (let broadcast = 0; broadcast < this.#cells.broadcasts; broadcast++) {
      if (this.#cells.has(broadcast, node) || !this.#canGive(broadcast, from, sentTick)) continue
      learnt = true
      const hops = 1 + (this.#cells.hops[broadcast * this.#cells.nodes + from] ?? 0)
      this.#learn(broadcast, node, from, hops)
    }
    if (!learnt) this.#network.foundKnown()
  }

  #canGive(broadcast: number, node: number, tick: number): boolean {
    return this.#cells.hadBefore(broadcast, node, tick) && this.#sender.mayPass(broadcast, node)
  }
}
