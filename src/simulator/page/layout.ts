/** How nodes lie on the stage; the topology says which. */
export type Shape = 'circle' | 'ring' | 'rows' | 'two-sides'

/** x and y of each node in turn, both from 0 to 1. */
export type Positions = Float32Array

/** So many fit on a circle without touching; more lie in a disc or in rows. */
const MAX_ON_CIRCLE = 160
/** A ring is worth drawing as one for longer. */
const MAX_ON_RING = 480
/** So many are drawn one by one; more are drawn as cells that say how many of theirs know. */
export const MAX_DRAWN_NODES = 3_000

/** The angle by which a sunflower turns from seed to seed: every part of the disc gets equally many. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const MARGIN = 0.05
/** The share of the width that two sides leave free between them. */
const GAP = 0.12

export function placeNodes(count: number, shape: Shape, columns = squareSide(count)): Positions {
  if (shape === 'two-sides') return twoSides(count)
  if (shape === 'rows' || count > MAX_DRAWN_NODES) return rows(count, columns)
  return count <= (shape === 'ring' ? MAX_ON_RING : MAX_ON_CIRCLE) ? circle(count) : disc(count)
}

function squareSide(count: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(count)))
}

/** Begins at the top and goes round clockwise. */
function circle(count: number): Positions {
  return placed(count, (node) => {
    const angle = (node / count) * 2 * Math.PI - Math.PI / 2
    return [0.5 + (0.5 - MARGIN) * Math.cos(angle), 0.5 + (0.5 - MARGIN) * Math.sin(angle)]
  })
}

function disc(count: number): Positions {
  return placed(count, (node) => {
    const distance = (0.5 - MARGIN) * Math.sqrt((node + 0.5) / count)
    const angle = node * GOLDEN_ANGLE
    return [0.5 + distance * Math.cos(angle), 0.5 + distance * Math.sin(angle)]
  })
}

function rows(count: number, columns: number): Positions {
  const lines = Math.ceil(count / columns)
  return placed(count, (node) => [
    within((node % columns) + 0.5, columns),
    within(Math.floor(node / columns) + 0.5, lines),
  ])
}

/** The first half on the left, the second on the right, each a disc or, when there are many, in rows. */
function twoSides(count: number): Positions {
  const left = Math.ceil(count / 2)
  const width = (1 - GAP) / 2
  const sides = [left, count - left].map((size) =>
    size <= MAX_DRAWN_NODES / 2 ? disc(size) : rows(size, Math.max(1, Math.ceil(squareSide(size) / 2))),
  )
  return placed(count, (node) => {
    const [side, at, offset] = node < left ? [sides[0], node, 0] : [sides[1], node - left, width + GAP]
    return [offset + width * (side?.[at * 2] ?? 0), side?.[at * 2 + 1] ?? 0]
  })
}

function within(at: number, extent: number): number {
  return MARGIN / 2 + (1 - MARGIN) * (at / extent)
}

function placed(count: number, place: (node: number) => readonly [x: number, y: number]): Positions {
  const positions = new Float32Array(count * 2)
  for (let node = 0; node < count; node++) {
    const [x, y] = place(node)
    positions[node * 2] = x
    positions[node * 2 + 1] = y
  }
  return positions
}
