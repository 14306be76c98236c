import type { Draws } from '../draws.ts'
import { LinkSet, ringEnds } from './regular.ts'

/** How often a new end of a link is drawn before the link stays as it is. */
const ATTEMPTS = 100

/** A ring of which each link's far end is moved to a random node with probability `rewire` (Watts and Strogatz, 1998). */
export function smallWorldEnds(nodes: number, degree: number, rewire: number, draws: Draws): Int32Array {
  const ends = ringEnds(nodes, degree)
  const known = new LinkSet(ends.length)
  for (let link = 0; link < ends.length; link += 2) known.add(ends[link] ?? 0, ends[link + 1] ?? 0)
  for (let link = 0; link < ends.length; link += 2) {
    if (draws.next() >= rewire) continue
    const node = ends[link] ?? 0
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const other = draws.below(nodes)
      // A link that was moved away keeps its entry: it is not drawn again, which changes nothing about a share this small.
      if (other === node || !known.add(node, other)) continue
      ends[link + 1] = other
      break
    }
  }
  return ends
}

/**
 * Each newcomer links to `degree / 2` of those before it, in proportion to the links that they have: drawing from the list of
 * ends does just that (Barabasi and Albert, 1999). The first `degree / 2 + 1` nodes are linked to each other.
 */
export function scaleFreeEnds(nodes: number, degree: number, draws: Draws): Int32Array {
  const perNode = Math.min(degree / 2, nodes - 1)
  const seeds = perNode + 1
  const ends = new Int32Array(perNode * seeds + 2 * perNode * (nodes - seeds))
  let filled = 0
  for (let a = 0; a < seeds; a++) {
    for (let b = 0; b < a; b++) {
      ends[filled++] = a
      ends[filled++] = b
    }
  }
  for (let node = seeds; node < nodes; node++) {
    const first = filled
    while (filled < first + 2 * perNode) {
      const other = ends[draws.below(first)] ?? 0
      if (isListed(ends, first, filled, other)) continue
      ends[filled++] = node
      ends[filled++] = other
    }
  }
  return ends
}

function isListed(ends: Int32Array, from: number, until: number, node: number): boolean {
  for (let at = from + 1; at < until; at += 2) if (ends[at] === node) return true
  return false
}
