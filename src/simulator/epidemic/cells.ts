/** In `informedAt`: the broadcast has not reached the node. */
export const NEVER = -1
/** It had reached the node, which has since lost everything. Every negative number means: does not have it. */
export const LOST = -2

/** Longer ways count as this long. */
const MAX_HOPS = 65_535
const BITS = 32
const { min } = Math

/** Which node has which broadcast since when, and how far each broadcast is. One cell per broadcast and node. */
export class Cells {
  readonly nodes: number
  readonly broadcasts: number
  /** Tick of the first arrival, at `broadcast * nodes + node`. */
  readonly informedAt: Int32Array
  /** One bit per cell: has it. Most arrivals only ask this, and for a million nodes it fits into the processor's cache. */
  readonly #has: Int32Array
  readonly hops: Uint16Array
  /** From whom it came; the node itself at the origin. */
  readonly source: Int32Array
  readonly up: Uint8Array
  /** Per broadcast: the tick of its start, or `NEVER`. */
  readonly startedAt: Int32Array
  /** Per broadcast: the first tick at which every live node had it, or `NEVER`. */
  readonly convergedAt: Int32Array
  /** Per broadcast: live nodes that have it. */
  readonly holders: Int32Array
  live: number
  /** Tick at which all had everything; `NEVER`. */
  allConvergedAt = NEVER
  /** Broadcasts that some live node has not got, or that have not begun. */
  pending: number
  /** Of first arrivals. */
  hopSum = 0
  arrivals = 0
  maxHops = 0

  constructor(nodes: number, broadcasts: number) {
    this.nodes = nodes
    this.broadcasts = broadcasts
    this.informedAt = new Int32Array(nodes * broadcasts).fill(NEVER)
    this.#has = new Int32Array(Math.ceil((nodes * broadcasts) / BITS))
    this.hops = new Uint16Array(nodes * broadcasts)
    this.source = new Int32Array(nodes * broadcasts)
    this.up = new Uint8Array(nodes).fill(1)
    this.startedAt = new Int32Array(broadcasts).fill(NEVER)
    this.convergedAt = new Int32Array(broadcasts).fill(NEVER)
    this.holders = new Int32Array(broadcasts)
    this.live = nodes
    this.pending = broadcasts
  }

  has(broadcast: number, node: number): boolean {
    const cell = broadcast * this.nodes + node
    return ((this.#has[cell >>> 5] ?? 0) & (1 << (cell & 31))) !== 0
  }

  /**
   * What arrives in this very tick is not yet known in it: so neither the order of arrivals within a tick matters, nor does
   * news travel two hops in one, and cycles of theory, in which all act at once, come out exactly.
   */
  hadBefore(broadcast: number, node: number, tick: number): boolean {
    const at = this.informedAt[broadcast * this.nodes + node] ?? NEVER
    return at >= 0 && at < tick
  }

  start(broadcast: number, node: number, tick: number): void {
    this.startedAt[broadcast] = tick
    this.#take(broadcast, node, node, tick, 0)
  }

  /** A first arrival, or the first in a new life; whether it is the first ever. */
  inform(broadcast: number, node: number, from: number, tick: number, hops: number): boolean {
    this.hopSum += hops
    this.arrivals += 1
    if (hops > this.maxHops) this.maxHops = hops
    return this.#take(broadcast, node, from, tick, hops)
  }

  #take(broadcast: number, node: number, from: number, tick: number, hops: number): boolean {
    const cell = broadcast * this.nodes + node
    const first = this.informedAt[cell] === NEVER
    this.informedAt[cell] = tick
    this.#has[cell >>> 5] = (this.#has[cell >>> 5] ?? 0) | (1 << (cell & 31))
    this.hops[cell] = min(hops, MAX_HOPS)
    this.source[cell] = from
    const holders = (this.holders[broadcast] ?? 0) + 1
    this.holders[broadcast] = holders
    if (holders === this.live) this.#settle(broadcast, tick)
    return first
  }

  kill(node: number, tick: number): void {
    this.up[node] = 0
    this.live -= 1
    this.#count(node, -1, tick)
  }

  /** Comes back knowing nothing. */
  revive(node: number, tick: number): void {
    this.up[node] = 1
    this.live += 1
    for (let cell = node; cell < this.informedAt.length; cell += this.nodes) {
      if ((this.informedAt[cell] ?? NEVER) < 0) continue
      this.informedAt[cell] = LOST
      this.#has[cell >>> 5] = (this.#has[cell >>> 5] ?? 0) & ~(1 << (cell & 31))
    }
    this.#count(node, 0, tick)
  }

  /** Whether each broadcast has got as far as it can: to all live nodes, or to none, so that it never will. */
  isDecided(): boolean {
    for (const holders of this.holders) if (holders !== 0 && holders !== this.live) return false
    return true
  }

  /** Live nodes that have every broadcast. */
  complete(): number {
    if (this.broadcasts === 1) return this.holders[0] ?? 0
    let count = 0
    for (let node = 0; node < this.nodes; node++) {
      if (this.up[node] === 1 && this.#hasAll(node)) count += 1
    }
    return count
  }

  #hasAll(node: number): boolean {
    for (let cell = node; cell < this.informedAt.length; cell += this.nodes) {
      if ((this.informedAt[cell] ?? NEVER) < 0) return false
    }
    return true
  }

  #count(node: number, change: number, tick: number): void {
    this.pending = 0
    for (let broadcast = 0; broadcast < this.broadcasts; broadcast++) {
      if (this.has(broadcast, node)) this.holders[broadcast] = (this.holders[broadcast] ?? 0) + change
      const started = this.startedAt[broadcast] !== NEVER
      const everywhere = started && this.live > 0 && this.holders[broadcast] === this.live
      if (everywhere && this.convergedAt[broadcast] === NEVER) this.convergedAt[broadcast] = tick
      if (!everywhere) this.pending += 1
    }
    this.#noteAll(tick)
  }

  #settle(broadcast: number, tick: number): void {
    this.pending -= 1
    if (this.convergedAt[broadcast] === NEVER) this.convergedAt[broadcast] = tick
    this.#noteAll(tick)
  }

  #noteAll(tick: number): void {
    if (this.pending === 0 && this.allConvergedAt === NEVER) this.allConvergedAt = tick
  }
}
