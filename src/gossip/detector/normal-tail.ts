/** From here on the series of the tail is exact to the last digits, and the fraction below converges quickly. */
const FRACTION_FROM = 3
const FRACTION_TERMS = 80
const SERIES_TERMS = 120
/** Its square is still finite. */
const FARTHEST = 1e150
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/**
 * -log10 of the probability that a standard normal variable exceeds `z`. The probability itself is 0 in floating point
 * beyond z = 38; its logarithm is computed without it, so the result stays finite and rises with every `z`.
 */
export function minusLog10Tail(z: number): number {
  if (z < 0) return -Math.log1p(-tail(-z)) / Math.LN10
  if (z < FRACTION_FROM) return -Math.log10(tail(z))
  const far = Math.min(z, FARTHEST)
  return (far * far) / 2 / Math.LN10 + Math.log10(SQRT_TWO_PI * laplaceFraction(far))
}

/** P(Z > z) for 0 <= z, by the power series of the normal integral around 0. */
function tail(z: number): number {
  if (z >= FRACTION_FROM) return Math.exp((-z * z) / 2) / (SQRT_TWO_PI * laplaceFraction(z))
  let term = z
  let sum = z
  for (let n = 1; n < SERIES_TERMS && term > sum * Number.EPSILON; n++) {
    term *= (z * z) / (2 * n + 1)
    sum += term
  }
  return 0.5 - (sum * Math.exp((-z * z) / 2)) / SQRT_TWO_PI
}

/** The continued fraction z + 1/(z + 2/(z + 3/(z + ...))), whose inverse is Mills' ratio. */
function laplaceFraction(z: number): number {
  let fraction = z
  for (let n = FRACTION_TERMS; n >= 1; n--) fraction = z + n / fraction
  return fraction
}
