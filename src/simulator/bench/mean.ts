/** Mean and extremes of some samples. */
export interface Mean {
  readonly mean: number
  readonly min: number
  readonly max: number
}

/** `undefined` without samples: nothing measured is no number. */
export function meanOf(samples: readonly number[]): Mean | undefined {
  if (samples.length === 0) return undefined
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const sample of samples) {
    sum += sample
    min = Math.min(min, sample)
    max = Math.max(max, sample)
  }
  return { mean: sum / samples.length, min, max }
}
