import { assert } from '../../base/assert.ts'
import { type ByteReader, NO_BYTES } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES, MAX_VALUE_TYPE } from './limits.ts'
import type { Entry, EntryKind } from './messages.ts'
import { utf8Length } from './text.ts'
import { varintSize } from './varint.ts'

/**
 * An entry: how far its version lies above the one before it (less one, so that versions can only ascend), kind and type in a
 * byte, key, and unless it is a tombstone its bytes. Types from 63 on follow as a number of their own.
 */
const KINDS: readonly EntryKind[] = ['value', 'tombstone', 'event']
const KIND_BITS = 2
const KIND_MASK = 0b11
const TYPE_FOLLOWS = 63

/** `previous` is the version of the entry before it in its piece, or the piece's `from`. */
export function entrySize(entry: Entry, previous: number): number {
  return varintSize(entry.version - previous - 1) + entryBodySize(entry)
}

/** All but the version: the same wherever the entry goes. */
export function entryBodySize({ key, kind, type, bytes }: Entry): number {
  const keyBytes = utf8Length(key)
  const head = type < TYPE_FOLLOWS ? 1 : 1 + varintSize(type)
  const value = kind === 'tombstone' ? 0 : varintSize(bytes.length) + bytes.length
  return head + varintSize(keyBytes) + keyBytes + value
}

export function writeEntry(
  writer: ByteWriter,
  { key, version, kind, type, bytes }: Entry,
  previous: number,
): void {
  writer.varint(version - previous - 1)
  writer.byte((Math.min(type, TYPE_FOLLOWS) << KIND_BITS) | KINDS.indexOf(kind))
  if (type >= TYPE_FOLLOWS) writeType(writer, type)
  writer.text(key, 1, MAX_KEY_BYTES)
  if (kind !== 'tombstone') writer.block(bytes, MAX_VALUE_BYTES)
  else assert(bytes.length === 0, 'a tombstone has no bytes')
}

export function readEntry(reader: ByteReader, previous: number): Entry {
  const version = previous + 1 + reader.varint()
  const head = reader.byte()
  const kind = KINDS[head & KIND_MASK]
  const type = head >>> KIND_BITS === TYPE_FOLLOWS ? readType(reader) : head >>> KIND_BITS
  const key = reader.text(1, MAX_KEY_BYTES)
  const bytes = kind === 'tombstone' ? NO_BYTES : reader.block(MAX_VALUE_BYTES)
  if (kind === undefined) reader.fail()
  return { key, version, kind: kind ?? 'value', type, bytes }
}

function writeType(writer: ByteWriter, type: number): void {
  assert(type <= MAX_VALUE_TYPE, 'a value type is within its limit')
  writer.varint(type)
}

/** One form per type: what fits the byte is not written behind it. */
function readType(reader: ByteReader): number {
  const type = reader.varint()
  if (type < TYPE_FOLLOWS || type > MAX_VALUE_TYPE) reader.fail()
  return type
}
