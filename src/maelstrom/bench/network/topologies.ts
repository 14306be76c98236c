export const TOPOLOGIES = ['line', 'grid', 'tree', 'tree2', 'tree3', 'tree4', 'total'] as const
export type TopologyName = (typeof TOPOLOGIES)[number]

/** Who is whose neighbour; servers may make of it what they want. */
export function topologyOf(name: TopologyName, nodes: readonly string[]): Record<string, string[]> {
  const isLinked = linked(name, nodes.length)
  return Object.fromEntries(
    nodes.map((node, a) => [node, nodes.filter((_, b) => a !== b && (isLinked(a, b) || isLinked(b, a)))]),
  )
}

/** For one direction of each link. */
function linked(name: TopologyName, count: number): (a: number, b: number) => boolean {
  const row = Math.ceil(Math.sqrt(count))
  const tree = (children: number) => (a: number, b: number) => Math.floor((b - 1) / children) === a
  switch (name) {
    case 'line':
      return (a, b) => b === a + 1
    case 'grid':
      return (a, b) => b === a + row || (b === a + 1 && b % row !== 0)
    case 'tree':
    case 'tree2':
      return tree(2)
    case 'tree3':
      return tree(3)
    case 'tree4':
      return tree(4)
    default:
      return () => true
  }
}
