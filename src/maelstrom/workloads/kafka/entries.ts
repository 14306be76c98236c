import { readEntries, readInteger } from '../../node/call.ts'
import type { Offsets } from './requests.ts'

/** What kafka nodes tell each other. */
export type KafkaEntry =
  | { readonly kind: 'message'; readonly key: string; readonly offset: number; readonly message: unknown }
  /** The writer gives no offset of this key below this one any more. */
  | { readonly kind: 'frontier'; readonly key: string; readonly offset: number }
  | { readonly kind: 'committed'; readonly offsets: Offsets }

/** Short, as there are many. */
export const messageEntry = (key: string, offset: number, message: unknown) => ['m', key, offset, message]
export const frontierEntry = (key: string, offset: number) => ['f', key, offset]
export const committedEntry = (offsets: Record<string, number>) => ['c', offsets]

/** Undefined: no entry of a node of this version. */
export function readEntry(value: unknown): KafkaEntry | undefined {
  if (!Array.isArray(value)) return undefined
  const [kind, key, number, message]: unknown[] = value
  if (kind === 'c') {
    const offsets = readEntries(key, readInteger)
    return offsets && { kind: 'committed', offsets }
  }
  const offset = readInteger(number)
  if (typeof key !== 'string' || offset === undefined) return undefined
  if (kind === 'm') return { kind: 'message', key, offset, message }
  return kind === 'f' ? { kind: 'frontier', key, offset } : undefined
}
