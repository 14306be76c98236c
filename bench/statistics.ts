/** Of an even number of values the upper middle one, so that it is a value that was measured. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The nearest-rank percentile: the smallest value that is not below `share` of all values. `sorted` ascends. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export interface LatencySummary {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly maxMs: number
}

export function summariseLatencies(latenciesMs: Float64Array): LatencySummary {
  const sorted = latenciesMs.toSorted()
  return {
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    p999Ms: percentile(sorted, 0.999),
    maxMs: percentile(sorted, 1),
  }
}

/**
 * How two series that took turns compare: all of the one over all of the other. A round in which the machine stumbled
 * beside one of two contenders makes a ratio of its own worthless; over many rounds both meet as many of those.
 */
export function ratioOfTotals(values: readonly number[], bases: readonly number[]): number {
  return total(values) / total(bases)
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
