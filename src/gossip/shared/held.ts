import { MAX_STATE_BYTES, decoded, encoded, readNanos, writeNanos } from '../crdt/encoding.ts'
import { compareBytes, sameBytes } from '../crdt/order.ts'
import { type KnownValue, mergedValue, readValue } from './known-value.ts'
import type { ValueType } from './value-type.ts'

/**
 * What one owner says under a key. A lasting entry says when it was written and up to when everything else under the key
 * is deleted (its floor); without a value it is a deletion marker, written at its floor. An ephemeral entry is the bare
 * value.
 */
export interface Held {
  readonly type: ValueType<unknown>
  /** 0 of ephemeral entries. */
  readonly stamp: bigint
  /** 0 where nothing is known to have been deleted. */
  readonly floor: bigint
  readonly known?: KnownValue
}

const VALUE = 0
const VALUE_WITH_FLOOR = 1
const MARKER = 2

export function encodeHeld({ type, stamp, floor, known }: Held): Uint8Array {
  if (type.ephemeral && known) return known.bytes
  return encoded((writer) => {
    const kind = known === undefined ? MARKER : floor > 0n ? VALUE_WITH_FLOOR : VALUE
    writer.byte(kind)
    writeNanos(writer, stamp)
    if (kind === VALUE_WITH_FLOOR) writeNanos(writer, floor)
    if (known) writer.block(known.bytes, MAX_STATE_BYTES)
  })
}

/** Undefined: malformed. */
export function decodeHeld(type: ValueType<unknown>, bytes: Uint8Array): Held | undefined {
  if (type.ephemeral) {
    const known = readValue(type, bytes)
    return known && { type, stamp: 0n, floor: 0n, known }
  }
  return decoded(bytes, (reader) => {
    const kind = reader.byte()
    const stamp = readNanos(reader)
    if (kind === MARKER) return { type, stamp, floor: stamp }
    const floor = kind === VALUE_WITH_FLOOR ? readNanos(reader) : 0n
    const known = readValue(type, reader.block(MAX_STATE_BYTES))
    if (known === undefined || kind > VALUE_WITH_FLOOR || stamp <= floor) return undefined
    return { type, stamp, floor, known }
  })
}

/**
 * Whether `one` adds nothing to `other`, now and with whatever may still come: it can go without a reader noticing. A
 * later write of another type replaces what was there.
 */
export function absorbed(one: Held, other: Held): boolean {
  if (one.type.ephemeral || other.type.ephemeral) return false
  if (other.floor >= one.stamp) return true
  if (other.stamp < one.stamp || other.floor < one.floor) return false
  if (other.type !== one.type) return other.stamp > one.stamp
  if (one.known === undefined || other.known === undefined) return false
  return sameBytes(mergedValue(one.type, one.known, other.known).bytes, other.known.bytes)
}

/**
 * What entries say together: a pure function of them, whatever their order. What is written at or before the highest floor
 * is deleted; of the rest only those count that are of the type of the latest.
 */
export function joined(all: readonly Held[]): Held | undefined {
  const [only] = all
  if (all.length < 2) return only
  const floor = all.reduce((highest, held) => (held.floor > highest ? held.floor : highest), 0n)
  const counting = all.filter(({ known, stamp, type }) => known && (type.ephemeral || stamp > floor))
  const latest = counting.reduce<Held | undefined>(
    (best, held) => (best && !isLater(held, best) ? best : held),
    undefined,
  )
  if (latest === undefined) return only && { type: only.type, stamp: floor, floor }
  const { type } = latest
  // In the order of their bytes, so that even a merge that breaks its laws gives the same on every node.
  const values = counting.flatMap((held) => (held.type === type && held.known ? [held.known] : []))
  const [first, ...rest] = values.sort((a, b) => compareBytes(a.bytes, b.bytes))
  return (
    first && { ...latest, floor, known: rest.reduce((sum, known) => mergedValue(type, sum, known), first) }
  )
}

function isLater(a: Held, b: Held): boolean {
  return a.stamp === b.stamp ? a.type.id > b.type.id : a.stamp > b.stamp
}
