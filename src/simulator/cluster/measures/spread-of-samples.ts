export interface Spread {
  readonly p50: number
  readonly max: number
  readonly count: number
}

/** Middle and worst of some samples. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), max: at(1), count: sorted.length }
}
