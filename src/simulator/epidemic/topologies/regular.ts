import type { Draws } from '../draws.ts'

/** Each node is linked to its `degree / 2` next ones on either side. */
export function ringEnds(nodes: number, degree: number): Int32Array {
  const side = Math.min(degree / 2, Math.floor((nodes - 1) / 2))
  const links = nodes === 2 ? 1 : nodes * side
  const ends = new Int32Array(2 * links)
  for (let link = 0; link < links; link++) {
    const node = link % nodes
    ends[2 * link] = node
    ends[2 * link + 1] = (node + 1 + Math.floor(link / nodes)) % nodes
  }
  return ends
}

/** Rows as long as the square root; each node is linked to those left, right, above and below it. */
export function gridEnds(nodes: number): Int32Array {
  const width = Math.ceil(Math.sqrt(nodes))
  const ends = new Int32Array(4 * nodes)
  let filled = 0
  for (let node = 0; node < nodes; node++) {
    for (const other of [(node + 1) % width === 0 ? nodes : node + 1, node + width]) {
      if (other >= nodes) continue
      ends[filled++] = node
      ends[filled++] = other
    }
  }
  return ends.slice(0, filled)
}

/**
 * The union of `degree / 2` random rings through all nodes: connected, and for random purposes the same as a uniformly
 * random regular graph (Kim and Wormald, 2001). A ring's link that exists already is undone by reversing a random stretch
 * of the ring.
 */
export function randomRegularEnds(nodes: number, degree: number, draws: Draws): Int32Array {
  const rings = degree / 2
  const ends = new Int32Array(2 * rings * nodes)
  const known = new LinkSet(rings * nodes)
  for (let ring = 0; ring < rings; ring++) {
    const order = freshRing(nodes, known, draws)
    for (let place = 0; place < nodes; place++) {
      const a = order[place] ?? 0
      const b = order[(place + 1) % nodes] ?? 0
      known.add(a, b)
      ends[2 * (ring * nodes + place)] = a
      ends[2 * (ring * nodes + place) + 1] = b
    }
  }
  return ends
}

/** How often each ring may be mended before another one is drawn; few nodes with many links need several. */
const REPAIRS_PER_NODE = 20
const REDRAWS = 200

function freshRing(nodes: number, known: LinkSet, draws: Draws): Int32Array {
  for (let redraw = 0; redraw < REDRAWS; redraw++) {
    const order = shuffled(nodes, draws)
    if (mended(order, known, draws)) return order
  }
  throw new RangeError(`no ${nodes} nodes with so many links each were found: use a smaller degree`)
}

function mended(order: Int32Array, known: LinkSet, draws: Draws): boolean {
  const nodes = order.length
  let repairs = REPAIRS_PER_NODE * nodes
  for (let place = 0; place < nodes;) {
    if (!known.has(order[place] ?? 0, order[(place + 1) % nodes] ?? 0)) place += 1
    else if (repairs-- === 0) return false
    else place = swapAway(order, place, draws)
  }
  return true
}

/** Swaps the far end of a link with a random other place; gives the first place that has to be looked at again. */
function swapAway(order: Int32Array, place: number, draws: Draws): number {
  const nodes = order.length
  const far = (place + 1) % nodes
  const other = draws.below(nodes)
  const kept = order[far] ?? 0
  order[far] = order[other] ?? 0
  order[other] = kept
  return Math.max(0, Math.min(place, other - 1, far - 1))
}

export function shuffled(count: number, draws: Draws): Int32Array {
  const order = new Int32Array(count)
  for (let place = 0; place < count; place++) {
    const other = draws.below(place + 1)
    order[place] = order[other] ?? 0
    order[other] = place
  }
  return order
}

/** Pairs of nodes, in either order: open addressing in one typed array. */
export class LinkSet {
  readonly #keys: Float64Array
  readonly #mask: number

  constructor(links: number) {
    let slots = 16
    while (slots < 2 * links) slots *= 2
    this.#keys = new Float64Array(slots).fill(-1)
    this.#mask = slots - 1
  }

  has(a: number, b: number): boolean {
    return this.#keys[this.#slot(a, b)] !== -1
  }

  /** Whether it was new. */
  add(a: number, b: number): boolean {
    const slot = this.#slot(a, b)
    if (this.#keys[slot] !== -1) return false
    this.#keys[slot] = keyOf(a, b)
    return true
  }

  #slot(a: number, b: number): number {
    const key = keyOf(a, b)
    let slot = (Math.imul(a ^ b, 0x9e3779b1) ^ Math.imul(a + b, 0x85ebca6b)) & this.#mask
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask
    return slot
  }
}

/** Larger than any number of nodes. */
const KEY_STEP = 0x400_0000

function keyOf(a: number, b: number): number {
  return Math.min(a, b) * KEY_STEP + Math.max(a, b)
}
