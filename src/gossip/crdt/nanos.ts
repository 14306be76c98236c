/**
 * Moments are nanoseconds since 1970 as 64-bit integers, beyond what a JavaScript number holds exactly: BigInt inside,
 * decimal digits outside. The largest is that of a signed integer, so that any language can read it.
 */
export const MAX_NANOS = 2n ** 63n - 1n

const NANOS_PER_MS = 1_000_000n
const DIGITS = /^(?:0|[1-9]\d{0,18})$/

/** Undefined: not the plain decimal digits of a moment. */
export function parseNanos(digits: string): bigint | undefined {
  if (!DIGITS.test(digits)) return undefined
  const nanos = BigInt(digits)
  return nanos <= MAX_NANOS ? nanos : undefined
}

/** Of a wall clock in milliseconds, fractions included. */
export function nanosOfMs(ms: number): bigint {
  const whole = Math.floor(ms)
  return BigInt(whole) * NANOS_PER_MS + BigInt(Math.floor((ms - whole) * Number(NANOS_PER_MS)))
}

export function msOfNanos(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MS) + Number(nanos % NANOS_PER_MS) / Number(NANOS_PER_MS)
}
