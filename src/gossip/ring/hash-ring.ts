import { hash32 } from './hash32.ts'

/** With 256 points each, the busiest of ten nodes gets about a fifth more than its share. */
export const DEFAULT_VIRTUAL_NODES = 256
export const MAX_VIRTUAL_NODES = 4096

interface Point {
  readonly position: number
  readonly node: string
}

/**
 * Consistent hashing (Karger et al., 1997): every node stands at many points of a circle of 32 bits; a key belongs to
 * the first point at or after its own hash. A node that joins takes keys only for itself, one that goes leaves its keys
 * to the others; no other key moves. The same members give the same ring everywhere, whatever the order they came in.
 */
export class HashRing {
  readonly #virtualNodes: number
  readonly #nodes = new Set<string>()
  #points: Point[] = []

  constructor(nodes: Iterable<string> = [], virtualNodes = DEFAULT_VIRTUAL_NODES) {
    if (!Number.isInteger(virtualNodes) || virtualNodes < 1 || virtualNodes > MAX_VIRTUAL_NODES) {
      throw new RangeError(`a ring has 1 to ${MAX_VIRTUAL_NODES} points per node, not ${virtualNodes}`)
    }
    this.#virtualNodes = virtualNodes
    for (const node of nodes) {
      if (this.#nodes.has(node)) continue
      this.#nodes.add(node)
      this.#points.push(...this.#pointsOf(node))
    }
    this.#points.sort(inOrder)
  }

  get nodes(): string[] {
    return [...this.#nodes].sort()
  }

  /** False: it is on the ring already. */
  add(node: string): boolean {
    if (this.#nodes.has(node)) return false
    this.#nodes.add(node)
    this.#points = merged(this.#points, this.#pointsOf(node))
    return true
  }

  /** False: it is not on the ring. */
  remove(node: string): boolean {
    if (!this.#nodes.delete(node)) return false
    this.#points = this.#points.filter((point) => point.node !== node)
    return true
  }

  /** Undefined on an empty ring. */
  nodeOf(key: string): string | undefined {
    return this.#points[this.#firstFrom(hash32(key))]?.node
  }

  /** The nodes that hold the key's copies: `copies` different ones in ring order, or all if there are fewer. */
  nodesOf(key: string, copies: number): string[] {
    const wanted = Math.min(copies, this.#nodes.size)
    const found = new Set<string>()
    const start = this.#firstFrom(hash32(key))
    for (let step = 0; step < this.#points.length && found.size < wanted; step++) {
      const point = this.#points[(start + step) % this.#points.length]
      if (point) found.add(point.node)
    }
    return [...found]
  }

  #pointsOf(node: string): Point[] {
    const points = Array.from({ length: this.#virtualNodes }, (_, index) => ({
      position: hash32(`${index}#${node}`),
      node,
    }))
    return points.sort(inOrder)
  }

  /** The index of the first point at or after `position`; after the last one comes the first again. */
  #firstFrom(position: number): number {
    let low = 0
    let high = this.#points.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#points[middle]?.position ?? 0) < position) low = middle + 1
      else high = middle
    }
    return low === this.#points.length ? 0 : low
  }
}

/** Two nodes at one position: their names decide, on every node alike. */
function inOrder(a: Point, b: Point): number {
  return a.position - b.position || (a.node < b.node ? -1 : Number(a.node > b.node))
}

function merged(left: readonly Point[], right: readonly Point[]): Point[] {
  const points: Point[] = []
  let next = 0
  for (const point of left) {
    for (let other = right[next]; other && inOrder(other, point) < 0; other = right[++next])
      points.push(other)
    points.push(point)
  }
  return points.concat(right.slice(next))
}
