import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import {
  MAX_ADDRESS_LENGTH,
  MAX_DIGEST_ROWS,
  MAX_MEMBER_ROWS,
  MAX_NAME_LENGTH,
  MIN_DIGEST_ROW_BYTES,
  MIN_MEMBER_ROW_BYTES,
} from './limits.ts'
import { lengthOf, statusAndLength, statusOf } from './status-byte.ts'
import type { DigestRow, MemberRow } from './messages.ts'
import { varintSize } from './varint.ts'

export function memberRowSize({ name, address, generation, incarnation }: MemberRow): number {
  const texts = 1 + name.length + varintSize(address.length) + address.length
  return texts + varintSize(generation) + varintSize(incarnation)
}

export function writeMemberRow(writer: ByteWriter, row: MemberRow): void {
  writer.byte(statusAndLength(row.status, row.name.length))
  writer.visible(row.name, MAX_NAME_LENGTH)
  writer.lengthAndVisible(row.address, MAX_ADDRESS_LENGTH)
  writer.varint(row.generation)
  writer.varint(row.incarnation)
}

export function readMemberRow(reader: ByteReader): MemberRow {
  const head = reader.byte()
  const name = reader.visible(lengthOf(head))
  const address = reader.lengthAndVisible(MAX_ADDRESS_LENGTH)
  const generation = reader.varint()
  const incarnation = reader.varint()
  return { name, address, generation, incarnation, status: statusOf(head) }
}

export function writeMemberRows(writer: ByteWriter, rows: readonly MemberRow[]): void {
  writer.varint(rows.length)
  for (const row of rows) writeMemberRow(writer, row)
}

export function readMemberRows(reader: ByteReader): MemberRow[] {
  return reader.list(MAX_MEMBER_ROWS, MIN_MEMBER_ROW_BYTES, readMemberRow)
}

export function digestRowSize({ name, generation, incarnation, max, collected }: DigestRow): number {
  const numbers = varintSize(generation) + varintSize(incarnation) + varintSize(max) + varintSize(collected)
  return 1 + name.length + numbers
}

export function writeDigestRows(writer: ByteWriter, rows: readonly DigestRow[]): void {
  writer.varint(rows.length)
  for (const row of rows) {
    writer.byte(statusAndLength(row.status, row.name.length))
    writer.visible(row.name, MAX_NAME_LENGTH)
    writer.varint(row.generation)
    writer.varint(row.incarnation)
    writer.varint(row.max)
    writer.varint(row.collected)
  }
}

export function readDigestRows(reader: ByteReader): DigestRow[] {
  return reader.list(MAX_DIGEST_ROWS, MIN_DIGEST_ROW_BYTES, readDigestRow)
}

function readDigestRow(reader: ByteReader): DigestRow {
  const head = reader.byte()
  const name = reader.visible(lengthOf(head))
  const generation = reader.varint()
  const incarnation = reader.varint()
  const max = reader.varint()
  const collected = reader.varint()
  return { name, generation, incarnation, status: statusOf(head), max, collected }
}
