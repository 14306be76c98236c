import type { Epidemic } from '../epidemic/epidemic.ts'
import { TICKS_PER_MS } from '../epidemic/options.ts'
import { nodeName } from '../schedule/node-set.ts'

export const MAX_LISTED_NODES = 10_000
export const MAX_LISTED_LINKS = 50_000

export interface TopologyView {
  readonly topology: string
  readonly nodeCount: number
  readonly nodes: readonly NodeView[]
  /** Each once, the lower node first. */
  readonly links: readonly (readonly [from: string, to: string])[]
  /** Not all nodes or links are listed. */
  readonly truncated: boolean
}

interface NodeView {
  readonly id: string
  readonly state: 'informed' | 'missing' | 'down'
  readonly informedMs: number | null
  readonly hops: number | null
}

/** The network of a run and what its nodes know at its end. */
export function topologyView(epidemic: Epidemic): TopologyView {
  const { nodes: nodeCount, topology } = epidemic.settings
  const listed = Math.min(nodeCount, MAX_LISTED_NODES)
  const nodes = Array.from({ length: listed }, (_, node) => nodeView(epidemic, node))
  const links: [string, string][] = []
  let isCut = listed < nodeCount
  for (let node = 0; node < listed && links.length <= MAX_LISTED_LINKS; node++) {
    for (const other of epidemic.linksOf(node)) {
      if (other > node) links.push([nodeName(node), nodeName(other)])
      if (links.length > MAX_LISTED_LINKS) break
    }
  }
  isCut ||= links.length > MAX_LISTED_LINKS
  return { topology, nodeCount, nodes, links: links.slice(0, MAX_LISTED_LINKS), truncated: isCut }
}

function nodeView(epidemic: Epidemic, node: number): NodeView {
  const tick = epidemic.informedAt()[node] ?? -1
  const isInformed = tick >= 0
  const state = epidemic.isUp(node) ? (isInformed ? 'informed' : 'missing') : 'down'
  return {
    id: nodeName(node),
    state,
    informedMs: isInformed ? tick / TICKS_PER_MS : null,
    hops: isInformed ? (epidemic.hops()[node] ?? null) : null,
  }
}
