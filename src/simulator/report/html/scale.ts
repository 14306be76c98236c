/** Where values of a range lie on an axis, as shares of its length. */
export interface Scale {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

const STEPS = [1, 2, 5, 10]

/** From `low` to at least `high`; begins and ends at a tick. */
export function linearScale(low: number, high: number, wantedTicks = 5): Scale {
  const step = niceStep(Math.max(high - low, Number.EPSILON) / wantedTicks)
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step))
  const length = (last - first) * step
  return { at: (value) => (value - first * step) / length, ticks }
}

/** Equal distances are equal ratios; `low` is above zero. */
export function logScale(low: number, high: number): Scale {
  const first = Math.floor(Math.log10(low) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => rounded(10 ** (first + index)))
  return { at: (value) => (Math.log10(Math.max(value, 10 ** first)) - first) / (last - first), ticks }
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = STEPS.find((step) => step * power >= least * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Without the last digits, in which sums of fractions are wrong. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
