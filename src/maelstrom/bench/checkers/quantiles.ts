export type Quantiles = Readonly<Record<string, number>>

const POINTS = [0, 0.5, 0.95, 0.99, 1]

/** By the points 0, 0.5, 0.95, 0.99 and 1; index floor(n·p), as the figures of others are taken. Nothing of nothing. */
export function quantiles(values: readonly number[]): Quantiles | null {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  return Object.fromEntries(
    POINTS.map((point) => [
      String(point),
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * point))] ?? 0,
    ]),
  )
}
