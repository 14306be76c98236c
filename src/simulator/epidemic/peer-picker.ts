import type { Draws } from './draws.ts'
import type { Links } from './topologies/links.ts'

/** Nobody is left out. */
export const NOBODY = -1

/**
 * Draws distinct neighbours, each set of them with the same probability. Whoever must not get the message (the one it came
 * from) is left out before drawing, not after it: so there are always as many as asked for, if there are so many.
 */
export class PeerPicker {
  /** The result: the first so many entries, as `pick` says. Valid until the next call. */
  picked: Int32Array
  readonly #links: Links
  readonly #draws: Draws
  #pool = new Int32Array(0)

  constructor(links: Links, draws: Draws, fanout: number) {
    this.#links = links
    this.#draws = draws
    this.picked = new Int32Array(fanout)
  }

  /** How many were picked: `count`, or all neighbours but `except` if these are fewer. */
  pick(node: number, except: number, count: number): number {
    const degree = this.#links.degree(node)
    if (count === 1 && degree > 1) return this.#pickOne(node, except, degree)
    // Redrawing is cheap while most draws are new.
    if (2 * count < degree) return this.#pickFew(node, except, count, degree)
    return this.#pickMany(node, except, count, degree)
  }

  #pickOne(node: number, except: number, degree: number): number {
    let peer = this.#links.at(node, this.#draws.below(degree))
    while (peer === except) peer = this.#links.at(node, this.#draws.below(degree))
    this.picked[0] = peer
    return 1
  }

  #pickFew(node: number, except: number, count: number, degree: number): number {
    const picked = this.picked
    for (let filled = 0; filled < count;) {
      const peer = this.#links.at(node, this.#draws.below(degree))
      let known = peer === except
      for (let before = 0; before < filled; before++) if (picked[before] === peer) known = true
      if (!known) picked[filled++] = peer
    }
    return count
  }

  /** The first steps of a shuffle of all candidates (Fisher and Yates). */
  #pickMany(node: number, except: number, count: number, degree: number): number {
    if (this.#pool.length < degree) this.#pool = new Int32Array(2 * degree)
    if (this.picked.length < count) this.picked = new Int32Array(count)
    const pool = this.#pool
    let candidates = 0
    for (let index = 0; index < degree; index++) {
      const peer = this.#links.at(node, index)
      if (peer !== except) pool[candidates++] = peer
    }
    const wanted = Math.min(count, candidates)
    for (let filled = 0; filled < wanted; filled++) {
      const chosen = filled + this.#draws.below(candidates - filled)
      const peer = pool[chosen] ?? 0
      pool[chosen] = pool[filled] ?? 0
      pool[filled] = peer
      this.picked[filled] = peer
    }
    return wanted
  }
}
