import type { ByteReader } from '../wire/byte-reader.ts'
import type { ByteWriter } from '../wire/byte-writer.ts'
import { compareText } from './order.ts'

/**
 * Who counts: a node in one of its lives, such as "name:generation". A restarted node has forgotten how far it had
 * counted, so the next life needs another actor.
 */
export const MAX_ACTOR_BYTES = 128
/** A name's length, a character, a count. */
const MIN_COUNT_BYTES = 3

/** Actor -> how far it has counted. An actor that is not there has not counted. */
export type Counts = ReadonlyMap<string, number>

export function mergedCounts(a: Counts, b: Counts): Counts {
  const merged = new Map(a)
  for (const [actor, count] of b) merged.set(actor, Math.max(count, merged.get(actor) ?? 0))
  return merged
}

export function raised(counts: Counts, actor: string, by: number): Counts {
  const count = (counts.get(actor) ?? 0) + by
  if (!Number.isSafeInteger(by) || by < 0 || !Number.isSafeInteger(count)) {
    throw new RangeError(`an actor counts whole steps up to 2^53 - 1; ${actor} cannot count ${by} more`)
  }
  return by === 0 ? counts : new Map(counts).set(actor, count)
}

/** Stays at the greatest exact number instead of passing it inexactly. */
export function sumOf(counts: Counts): number {
  let sum = 0
  for (const count of counts.values()) sum = Math.min(Number.MAX_SAFE_INTEGER, sum + count)
  return sum
}

export function sortedActors(counts: Counts): string[] {
  return [...counts.keys()].sort(compareText)
}

export function writeCounts(writer: ByteWriter, counts: Counts): void {
  writer.varint(counts.size)
  for (const actor of sortedActors(counts)) {
    writer.text(actor, 1, MAX_ACTOR_BYTES)
    writer.varint(counts.get(actor) ?? 0)
  }
}

export function readCounts(reader: ByteReader): Counts {
  let previous = ''
  const counts = reader.list(reader.remaining, MIN_COUNT_BYTES, () => {
    const actor = reader.text(1, MAX_ACTOR_BYTES)
    const count = reader.varint()
    if (actor <= previous || count === 0) reader.fail()
    previous = actor
    return [actor, count] as const
  })
  return new Map(counts)
}
