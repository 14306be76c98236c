/**
 * JSON whose whole numbers are BigInts: nanoseconds have 19 digits, and a JavaScript number keeps 16 of them. `JSON.parse`
 * hands the digits as they stood to its reviver (ECMAScript 2026).
 */
export type Exact =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Exact[]
  | { readonly [name: string]: Exact }

const WHOLE = /^-?\d+$/
/** A sign and the digits of 2^64. Converting longer ones costs time that grows with their square. */
const MAX_DIGITS = 20

/** Undefined: the text is not JSON. A number that cannot be kept is NaN or infinite, for the reader to refuse. */
export function readExact(text: string): Exact | undefined {
  try {
    return JSON.parse(text, exactly)
  } catch {
    // Not JSON; or nested so deeply that there is no room to look at it.
    return undefined
  }
}

function exactly(_name: string, value: unknown, ...[context]: readonly unknown[]): unknown {
  if (typeof value !== 'number') return value
  const digits = sourceOf(context)
  if (digits === undefined) return Number.isSafeInteger(value) ? BigInt(value) : inexact(value)
  if (!WHOLE.test(digits)) return value
  return digits.length > MAX_DIGITS ? Number.NaN : BigInt(digits)
}

function inexact(value: number): number {
  return Number.isInteger(value) ? Number.NaN : value
}

function sourceOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('source' in context)) return undefined
  return typeof context.source === 'string' ? context.source : undefined
}

export function isExactObject(value: Exact | undefined): value is { readonly [name: string]: Exact } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
