/**
 * Logarithm and exponential from + - * / and Math.sqrt alone. The language leaves Math.log, Math.exp and Math.pow to the
 * engine, and V8 has changed their last bits before; one such bit would change the course of a run.
 */
export const { LN2 } = Math
const { SQRT2 } = Math
/** s^21 / 21 is below the last bit for |s| <= (sqrt 2 - 1) / (sqrt 2 + 1). */
const LN_TERMS = 11
const EXP_TERMS = 18

/** Natural logarithm of a positive number: 2 atanh((m - 1) / (m + 1)) + e ln 2 for x = m 2^e. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return Infinity
  let mantissa = x
  let exponent = 0
  for (; mantissa >= SQRT2; mantissa /= 2) exponent += 1
  for (; mantissa < SQRT2 / 2; mantissa *= 2) exponent -= 1
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let sum = 0
  for (let term = LN_TERMS; term >= 0; term--) sum = sum * square + 1 / (2 * term + 1)
  return 2 * s * sum + exponent * LN2
}

/** e^x by Taylor's series around the nearest multiple of ln 2. */
export function exp(x: number): number {
  const halvings = Math.round(x / LN2)
  const rest = x - halvings * LN2
  let sum = 1
  for (let term = EXP_TERMS; term > 0; term--) sum = 1 + (sum * rest) / term
  for (let step = 0; step < halvings; step++) sum *= 2
  for (let step = 0; step > halvings; step--) sum /= 2
  return sum
}

/** Below and above: the outer region of Acklam's formula. */
const OUTER = 0.02425
const INNER_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const INNER_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  1,
]
const OUTER_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const OUTER_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]

/** The standard normal quantile (P. J. Acklam's rational approximation, relative error below 1.2e-9). */
export function normalQuantile(p: number): number {
  if (p > 1 - OUTER) return -normalQuantile(1 - p)
  if (p < OUTER) {
    const q = Math.sqrt(-2 * ln(p))
    return polynomial(OUTER_TOP, q) / polynomial(OUTER_BOTTOM, q)
  }
  const q = p - 0.5
  const square = q * q
  return (q * polynomial(INNER_TOP, square)) / polynomial(INNER_BOTTOM, square)
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
