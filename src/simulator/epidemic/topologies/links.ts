/** Who can send to whom, without a word about loss, cuts and partitions. Links lead both ways. */
export interface Links {
  degree(node: number): number
  /** A neighbour by index below the degree. */
  at(node: number, index: number): number
}

/** Everybody is linked to everybody: nothing is stored. */
export class FullLinks implements Links {
  readonly #nodes: number

  constructor(nodes: number) {
    this.#nodes = nodes
  }

  degree(): number {
    return this.#nodes - 1
  }

  at(node: number, index: number): number {
    return index < node ? index : index + 1
  }
}

/** Lists of neighbours one behind the other (compressed sparse rows). */
export class ListedLinks implements Links {
  readonly #starts: Int32Array
  readonly #neighbours: Int32Array

  /** `ends` holds the two ends of each link, one link after another; none is listed twice. */
  constructor(nodes: number, ends: Int32Array) {
    const starts = new Int32Array(nodes + 1)
    for (const node of ends) starts[node + 1] = (starts[node + 1] ?? 0) + 1
    for (let node = 0; node < nodes; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0)
    const next = starts.slice(0, nodes)
    const neighbours = new Int32Array(ends.length)
    for (let link = 0; link < ends.length; link += 2) {
      const a = ends[link] ?? 0
      const b = ends[link + 1] ?? 0
      neighbours[next[a] ?? 0] = b
      next[a] = (next[a] ?? 0) + 1
      neighbours[next[b] ?? 0] = a
      next[b] = (next[b] ?? 0) + 1
    }
    this.#starts = starts
    this.#neighbours = neighbours
  }

  degree(node: number): number {
    return (this.#starts[node + 1] ?? 0) - (this.#starts[node] ?? 0)
  }

  at(node: number, index: number): number {
    return this.#neighbours[(this.#starts[node] ?? 0) + index] ?? 0
  }
}

/**
 * Two halves, fully linked inside; `bridges` links join them. Bridge i joins the i-th node of each half, so a node has at
 * most one.
 */
export class TwoRegionLinks implements Links {
  readonly #nodes: number
  readonly #half: number
  readonly #bridges: number

  constructor(nodes: number, bridges: number) {
    this.#nodes = nodes
    this.#half = Math.ceil(nodes / 2)
    this.#bridges = bridges
  }

  degree(node: number): number {
    const start = this.#start(node)
    const bridge = node - start < this.#bridges ? 1 : 0
    return (start === 0 ? this.#half : this.#nodes - this.#half) - 1 + bridge
  }

  at(node: number, index: number): number {
    const start = this.#start(node)
    const mates = (start === 0 ? this.#half : this.#nodes - this.#half) - 1
    if (index >= mates) return start === 0 ? node + this.#half : node - this.#half
    return start + index < node ? start + index : start + index + 1
  }

  #start(node: number): number {
    return node < this.#half ? 0 : this.#half
  }
}
