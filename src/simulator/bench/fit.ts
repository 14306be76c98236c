export interface Fit {
  readonly base: number
  readonly slope: number
  /** Share of the variance that the line explains: 1 is a perfect fit. */
  readonly r2: number
}

/** The line y = base + slope x with the least squares. */
export function fitLine(points: ReadonlyArray<readonly [x: number, y: number]>): Fit {
  const count = points.length
  const [meanX, meanY] = [0, 1].map(
    (axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / count,
  )
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of points) {
    const [dx, dy] = [x - (meanX ?? 0), y - (meanY ?? 0)]
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  const slope = xx === 0 ? 0 : xy / xx
  return {
    base: (meanY ?? 0) - slope * (meanX ?? 0),
    slope,
    r2: xx === 0 || yy === 0 ? 1 : (xy * xy) / (xx * yy),
  }
}
