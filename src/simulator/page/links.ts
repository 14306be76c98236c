import { cross, distanceToLine, type Point } from './geometry.ts'
import { MAX_DRAWN_NODES, type Positions } from './layout.ts'

/** More links would only be a blot. */
const MAX_DRAWN_LINKS = 20_000

export type Link = readonly [a: number, b: number]

/** Each link once, the lower node first; undefined if there are too many to show. */
export function collectLinks(
  nodes: number,
  linksOf: (node: number, limit: number) => readonly number[],
): readonly Link[] | undefined {
  if (nodes > MAX_DRAWN_NODES) return undefined
  const found = new Map<number, Link>()
  for (let node = 0; node < nodes; node++) {
    for (const other of linksOf(node, nodes)) {
      const link: Link = node < other ? [node, other] : [other, node]
      found.set(linkKey(link, nodes), link)
    }
    if (found.size > MAX_DRAWN_LINKS) return undefined
  }
  return [...found.values()]
}

export function linkKey([a, b]: Link, nodes: number): number {
  return a < b ? a * nodes + b : b * nodes + a
}

/** The place of a node on a stage of this size. */
export function placeOf(positions: Positions, node: number, width: number, height: number): Point {
  return { x: (positions[node * 2] ?? 0) * width, y: (positions[node * 2 + 1] ?? 0) * height }
}

/** The links that a stroke goes across. */
export function crossedLinks(
  links: readonly Link[],
  place: (node: number) => Point,
  from: Point,
  to: Point,
): Link[] {
  return links.filter(([a, b]) => cross(from, to, place(a), place(b)))
}

/** The link next to a point, if one is within reach. */
export function linkAt(
  links: readonly Link[],
  place: (node: number) => Point,
  point: Point,
  reach: number,
): Link | undefined {
  return nearest(links, reach, ([a, b]) => distanceToLine(point, place(a), place(b)))
}

export function nodeAt(
  nodes: number,
  place: (node: number) => Point,
  point: Point,
  reach: number,
): number | undefined {
  return nearest([...Array(nodes).keys()], reach, (node) => {
    const { x, y } = place(node)
    return Math.hypot(x - point.x, y - point.y)
  })
}

function nearest<T>(things: readonly T[], reach: number, distanceTo: (thing: T) => number): T | undefined {
  let best: T | undefined
  let bestDistance = reach
  for (const thing of things) {
    const distance = distanceTo(thing)
    if (distance > bestDistance) continue
    best = thing
    bestDistance = distance
  }
  return best
}
