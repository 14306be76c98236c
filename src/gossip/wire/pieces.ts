import { assert } from '../../base/assert.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { readEntry, writeEntry } from './entries.ts'
import { MAX_ENTRIES, MAX_NAME_LENGTH, MAX_PIECES, MIN_ENTRY_BYTES, MIN_PIECE_BYTES } from './limits.ts'
import type { Piece } from './messages.ts'
import { varintSize } from './varint.ts'

/**
 * A piece: owner, generation, `from`, `collected`, entries, and last how far `to` lies above the last entry. By this form
 * `from <= versions ascending <= to` holds for whatever can be decoded.
 */
export function writePieces(writer: ByteWriter, pieces: readonly Piece[]): void {
  writer.varint(pieces.length)
  for (const piece of pieces) writePiece(writer, piece)
}

export function readPieces(reader: ByteReader): Piece[] {
  return reader.list(MAX_PIECES, MIN_PIECE_BYTES, readPiece)
}

/**
 * The most that a piece takes besides its entries; `to` is the highest that it may come to. At most a few bytes more than it
 * takes in the end, because the count of its entries and the gap behind the last one are not known before.
 */
export function pieceOverhead({ owner, generation, from, to, collected }: Omit<Piece, 'entries'>): number {
  const numbers = varintSize(generation) + varintSize(from) + varintSize(collected)
  return 1 + owner.length + numbers + varintSize(MAX_ENTRIES) + varintSize(to - from)
}

function writePiece(writer: ByteWriter, { owner, generation, from, to, collected, entries }: Piece): void {
  writer.lengthAndVisible(owner, MAX_NAME_LENGTH)
  writer.varint(generation)
  writer.varint(from)
  writer.varint(collected)
  writer.varint(entries.length)
  let last = from
  for (const entry of entries) {
    assert(entry.version > last, 'the entries of a piece ascend from its start')
    writeEntry(writer, entry, last)
    last = entry.version
  }
  assert(to >= last, 'a piece reaches to its last entry at least')
  writer.varint(to - last)
}

function readPiece(reader: ByteReader): Piece {
  const owner = reader.lengthAndVisible(MAX_NAME_LENGTH)
  const generation = reader.varint()
  const from = reader.varint()
  const collected = reader.varint()
  let last = from
  const entries = reader.list(MAX_ENTRIES, MIN_ENTRY_BYTES, () => {
    const entry = readEntry(reader, last)
    last = entry.version
    return entry
  })
  const to = last + reader.varint()
  // No version lies above `to`, so this judges them all.
  if (to > Number.MAX_SAFE_INTEGER) reader.fail()
  return { owner, generation, from, to, collected, entries }
}
