import { ANNOUNCE } from '../kinds.ts'
import type { Sender } from '../sender.ts'
import { PassiveBehaviour } from './behaviour.ts'

/**
 * Eager along a tree, lazy elsewhere (Plumtree: Leitao, Pereira and Rodrigues, 2007). The tree is a heap in the order of node
 * numbers, beginning at the origin. At each round a node that has something announces it to one random other; whoever
 * lacks it asks for it, and then serves its own part of the tree.
 */
export class Tree extends PassiveBehaviour {
  override readonly hasRounds = true
  readonly #sender: Sender
  readonly #origins: readonly number[]
  readonly #fanout: number
  readonly #intervalTicks: number

  constructor(sender: Sender, origins: readonly number[], fanout: number, intervalTicks: number) {
    super()
    this.#sender = sender
    this.#origins = origins
    this.#fanout = fanout
    this.#intervalTicks = intervalTicks
  }

  fresh(node: number, from: number, broadcast: number): void {
    const { nodes } = this.#sender.cells
    const origin = this.#origins[broadcast % this.#origins.length] ?? 0
    const place = (node - origin + nodes) % nodes
    for (
      let child = place * this.#fanout + 1;
      child <= (place + 1) * this.#fanout && child < nodes;
      child++
    ) {
      const peer = (origin + child) % nodes
      if (peer !== from) this.#sender.pushTo(node, peer, broadcast)
    }
  }

  override round(node: number): void {
    const { cells, network } = this.#sender
    const longAgo = network.nowTick - this.#intervalTicks + 1
    for (let broadcast = 0; broadcast < cells.broadcasts; broadcast++) {
      if (!cells.hadBefore(broadcast, node, longAgo) || !this.#sender.mayPass(broadcast, node)) continue
      this.#sender.tellDigest(ANNOUNCE, node, 1)
      return
    }
  }

  override isQuiet(): boolean {
    return false
  }
}
