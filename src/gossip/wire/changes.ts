import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { flagIf } from './flags.ts'
import { HEADER_BYTES, MAX_DIGEST_ROWS, MAX_HOPS, MAX_MEMBER_ROWS, MAX_PIECES } from './limits.ts'
import type { Delta, Rumour } from './messages.ts'
import { readPieces, writePieces } from './pieces.ts'
import { readDigestRows, readMemberRows, writeDigestRows, writeMemberRows } from './rows.ts'
import { varintSize } from './varint.ts'
import { assert } from '../../base/assert.ts'

/** The most that frames take besides rows and pieces. */
export const DELTA_OVERHEAD =
  HEADER_BYTES + varintSize(MAX_MEMBER_ROWS) + varintSize(MAX_PIECES) + varintSize(MAX_DIGEST_ROWS)
export const RUMOUR_OVERHEAD = HEADER_BYTES + 4 + 1 + varintSize(MAX_MEMBER_ROWS) + varintSize(MAX_PIECES)

/** Flag: something had no room. */
export function writeDelta(writer: ByteWriter, { members, pieces, wants, more }: Delta): number {
  writeMemberRows(writer, members)
  writePieces(writer, pieces)
  writeDigestRows(writer, wants)
  return flagIf(more)
}

export function readDelta(reader: ByteReader, more: boolean): Delta {
  const members = readMemberRows(reader)
  const pieces = readPieces(reader)
  return { type: 'delta', members, pieces, wants: readDigestRows(reader), more }
}

/** Flag: the receiver has an arc to spread over. */
export function writeRumour(writer: ByteWriter, { arcEnd, spread, hops, members, pieces }: Rumour): number {
  assert(hops <= MAX_HOPS, 'a rumour has gone a limited number of hops')
  writer.uint32(arcEnd)
  writer.byte(hops)
  writeMemberRows(writer, members)
  writePieces(writer, pieces)
  return flagIf(spread)
}

export function readRumour(reader: ByteReader, spread: boolean): Rumour {
  const arcEnd = reader.uint32()
  const hops = reader.byte()
  const members = readMemberRows(reader)
  return { type: 'rumour', arcEnd, spread, hops, members, pieces: readPieces(reader) }
}
