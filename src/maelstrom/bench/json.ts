export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** How an integer is held that no JavaScript number can hold: as its text. Written as JSON, it is that text again. */
interface LargeInteger {
  readonly rawJSON: string
}

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** What engines have beyond the types of the language (ECMAScript proposal "JSON.parse source text access"). */
interface ExactJson {
  parse(text: string, revive?: Revive): unknown
  rawJSON(text: string): LargeInteger
  isRawJSON(value: unknown): value is LargeInteger
}

const EXACT = JSON as unknown as ExactJson
/** Every integer that is not safe has at least so many digits. */
const MANY_DIGITS = /\d{16}/
const INTEGER = /^-?\d+$/

/** Parses JSON without rounding integers: ids and clocks of other languages have 64 bits and more. */
export function parseExactly(text: string): unknown {
  return MANY_DIGITS.test(text) ? EXACT.parse(text, keepLarge) : JSON.parse(text)
}

function keepLarge(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source)
  return isRounded ? EXACT.rawJSON(source) : value
}

/** One text per value: object keys in order, so that values can be compared and used as keys. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return ''
  if (value === null || typeof value !== 'object' || EXACT.isRawJSON(value)) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One that can be calculated with. */
export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/** Of whatever size. */
export function isAnyInteger(value: unknown): boolean {
  return isInteger(value) || EXACT.isRawJSON(value)
}
