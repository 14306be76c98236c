import type { Json } from '../gossip/crdt/codecs.ts'

/** A number that would come back as another one. */
export class InexactNumberError extends Error {
  override readonly name = 'InexactNumberError'
}

const WHOLE = /^-?\d+$/
const LONGEST_SHOWN = 40

/** Values of the mesh have JavaScript's numbers. A whole number with more digits than those keep is refused, and not rounded. */
export function readJson(text: string): Json {
  return JSON.parse(text, kept) as Json
}

function kept(_name: string, value: unknown, ...[context]: readonly unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const digits = sourceOf(context) ?? ''
  // An infinite one ends here, so what is converted has at most 309 digits.
  const isExact = Number.isFinite(value) && (!WHOLE.test(digits) || BigInt(digits) === BigInt(value))
  if (isExact) return value
  throw new InexactNumberError(
    `${digits.slice(0, LONGEST_SHOWN)} has more digits than a number keeps here: write it as a text, in quotes`,
  )
}

function sourceOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('source' in context)) return undefined
  return typeof context.source === 'string' ? context.source : undefined
}
