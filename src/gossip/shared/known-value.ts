import { compareBytes, sameBytes } from '../crdt/order.ts'
import type { ValueType } from './value-type.ts'

/** A value with the one form of its bytes. */
export interface KnownValue {
  readonly value: unknown
  readonly bytes: Uint8Array
}

/**
 * The application's code runs on bytes from anywhere, so whatever it throws is contained here: what cannot be read is no
 * value, and of two that cannot be merged the one with the greater bytes stands, on every node alike.
 */
export function readValue(type: ValueType<unknown>, bytes: Uint8Array): KnownValue | undefined {
  try {
    const value = type.decode(bytes)
    return value === undefined ? undefined : { value, bytes: type.encode(value) }
  } catch {
    return undefined
  }
}

export function mergedValue(type: ValueType<unknown>, a: KnownValue, b: KnownValue): KnownValue {
  if (sameBytes(a.bytes, b.bytes)) return a
  try {
    const value = type.merge(a.value, b.value)
    return { value, bytes: type.encode(value) }
  } catch {
    return compareBytes(a.bytes, b.bytes) > 0 ? a : b
  }
}
