import { compareText } from '../gossip/crdt/order.ts'
import { type Exact, isExactObject } from './exact-json.ts'

/** UTF-16 units of the canonical text. */
export const MAX_METADATA_LENGTH = 4096
export const MAX_METADATA_DEPTH = 8

export type ReadMetadata =
  | { readonly ok: true; readonly text: string | undefined }
  | { readonly ok: false; readonly detail: string }

/**
 * What an application keeps of a player besides the score: a JSON object, held as its canonical text (names in order, no
 * white space), so that equal metadata are equal texts on every node, and nobody can change them by reference. An empty
 * object is none.
 */
export function readMetadata(value: Exact): ReadMetadata {
  if (!isExactObject(value)) return { ok: false, detail: 'must be a JSON object' }
  const text = canonical(value, 0)
  if (text === undefined) {
    return {
      ok: false,
      detail: `may be ${MAX_METADATA_DEPTH} levels deep, with numbers of at most 20 digits and well-formed texts`,
    }
  }
  if (text.length > MAX_METADATA_LENGTH) {
    return { ok: false, detail: `has ${text.length} characters; at most ${MAX_METADATA_LENGTH} are kept` }
  }
  return { ok: true, text: text === '{}' ? undefined : text }
}

function canonical(value: Exact, depth: number): string | undefined {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : undefined
  if (value === null || typeof value === 'boolean') return String(value)
  if (depth >= MAX_METADATA_DEPTH) return undefined
  if (!isExactObject(value)) {
    const items = value.map((item) => canonical(item, depth + 1))
    return items.includes(undefined) ? undefined : `[${items.join(',')}]`
  }
  const fields = Object.keys(value)
    .sort(compareText)
    .map((name) => {
      const text = canonical(value[name] ?? null, depth + 1)
      return text === undefined || !name.isWellFormed() ? undefined : `${JSON.stringify(name)}:${text}`
    })
  return fields.includes(undefined) ? undefined : `{${fields.join(',')}}`
}
