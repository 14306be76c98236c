import { MAX_NAME_LENGTH } from '../wire/limits.ts'
import type { ByteReader } from '../wire/byte-reader.ts'
import type { ByteWriter } from '../wire/byte-writer.ts'
import { readNanos, writeNanos } from './encoding.ts'
import { compareText } from './order.ts'

/** When, by its hybrid clock, and by which node something was written. */
export interface Stamp {
  readonly nanos: bigint
  readonly node: string
}

/** Equal moments: the greater name is the later one, on every node alike. */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.nanos !== b.nanos) return a.nanos < b.nanos ? -1 : 1
  return compareText(a.node, b.node)
}

export function writeStamp(writer: ByteWriter, stamp: Stamp): void {
  writeNanos(writer, stamp.nanos)
  writer.text(stamp.node, 1, MAX_NAME_LENGTH)
}

export function readStamp(reader: ByteReader): Stamp {
  return { nanos: readNanos(reader), node: reader.text(1, MAX_NAME_LENGTH) }
}
