export type EdgeKind = 'ww' | 'wr' | 'rw' | 'realtime'

interface Edge {
  readonly to: number
  readonly kind: EdgeKind
}

/** Who must come before whom, and why. Nodes are numbers. */
export class DependencyGraph {
  readonly #edges: Edge[][]
  #count = 0

  constructor(size: number) {
    this.#edges = Array.from({ length: size }, () => [])
  }

  /** Without the edges in real time, which say nothing about the data. */
  get dataEdgeCount(): number {
    return this.#count
  }

  add(from: number, to: number, kind: EdgeKind): void {
    const edges = this.#edges[from]
    if (!edges || from === to || edges.some((edge) => edge.to === to && edge.kind === kind)) return
    edges.push({ to, kind })
    if (kind !== 'realtime') this.#count += 1
  }

  edgesOf(from: number, kinds: readonly EdgeKind[]): readonly Edge[] {
    return (this.#edges[from] ?? []).filter(({ kind }) => kinds.includes(kind))
  }

  /** Whether an edge of this kind runs inside the group. */
  hasKind(members: readonly number[], kind: EdgeKind): boolean {
    const group = new Set(members)
    return members.some((from) => this.edgesOf(from, [kind]).some(({ to }) => group.has(to)))
  }

  /** Whether one can get from `from` to `to` inside the group by edges of these kinds. */
  reaches(from: number, to: number, kinds: readonly EdgeKind[], group: ReadonlySet<number>): boolean {
    const seen = new Set([from])
    const waiting = [from]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === to) return true
      for (const edge of this.edgesOf(at, kinds)) {
        if (seen.has(edge.to) || !group.has(edge.to)) continue
        seen.add(edge.to)
        waiting.push(edge.to)
      }
    }
    return false
  }

  /** Groups in which everybody reaches everybody by edges of these kinds (Tarjan's components, without recursion). */
  cycles(kinds: readonly EdgeKind[]): number[][] {
    const size = this.#edges.length
    const index = new Int32Array(size).fill(-1)
    const low = new Int32Array(size)
    const onStack = new Uint8Array(size)
    const stack: number[] = []
    const groups: number[][] = []
    let next = 0
    const enter = (node: number) => {
      index[node] = next
      low[node] = next
      next += 1
      stack.push(node)
      onStack[node] = 1
      return { node, edges: this.edgesOf(node, kinds), at: 0 }
    }
    const leave = (node: number) => {
      if (low[node] !== index[node]) return
      const group: number[] = []
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack[member] = 0
        group.push(member)
        if (member === node) break
      }
      if (group.length > 1) groups.push(group.toSorted((a, b) => a - b))
    }
    for (let root = 0; root < size; root++) {
      if (index[root] !== -1) continue
      const path = [enter(root)]
      for (let frame = path.at(-1); frame; frame = path.at(-1)) {
        const edge = frame.edges[frame.at]
        frame.at += 1
        const { node } = frame
        if (!edge) {
          path.pop()
          leave(node)
          const parent = path.at(-1)
          if (parent) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0)
        } else if (index[edge.to] === -1) path.push(enter(edge.to))
        else if (onStack[edge.to] === 1) low[node] = Math.min(low[node] ?? 0, index[edge.to] ?? 0)
      }
    }
    return groups
  }
}
