export interface Point {
  readonly x: number
  readonly y: number
}

/** Whether the straight lines from `a` to `b` and from `c` to `d` cross. */
export function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/** Above 0 when the way from `a` over `b` to `c` turns one way, below 0 the other way. */
function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/** How far `point` is from the nearest place of the line from `a` to `b`. */
export function distanceToLine(point: Point, a: Point, b: Point): number {
  const lengthSquared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
  const along = ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / (lengthSquared || 1)
  const at = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - (a.x + at * (b.x - a.x)), point.y - (a.y + at * (b.y - a.y)))
}
