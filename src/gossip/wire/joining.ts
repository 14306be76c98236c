import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { assert } from '../../base/assert.ts'
import { MAX_ADDRESS_LENGTH, MAX_CLUSTER_LENGTH, MAX_DETAIL_BYTES } from './limits.ts'
import type { Join, JoinAccepted, JoinRefusal, JoinRefused } from './messages.ts'
import { readMemberRow, readMemberRows, writeMemberRow, writeMemberRows } from './rows.ts'
import { isVersionRange } from './versions.ts'

/**
 * `join` and `join-refused` are what nodes without a common version say to each other: their layout, row and codes included,
 * is the same in every version, and what a later version wants to add goes into other messages.
 */
const REFUSALS: readonly JoinRefusal[] = [
  'other_cluster',
  'name_taken',
  'generation_behind',
  'no_common_version',
  'bad_address',
  'unknown_member',
]

export function writeJoin(
  writer: ByteWriter,
  { cluster, row, oldestVersion, newestVersion, asked }: Join,
): void {
  assert(
    isVersionRange({ oldest: oldestVersion, newest: newestVersion }),
    'a join offers a range of versions',
  )
  writer.lengthAndVisible(cluster, MAX_CLUSTER_LENGTH)
  writeMemberRow(writer, row)
  writer.byte(oldestVersion)
  writer.byte(newestVersion)
  writer.text(asked, 0, MAX_ADDRESS_LENGTH)
}

export function readJoin(reader: ByteReader): Join {
  const cluster = reader.lengthAndVisible(MAX_CLUSTER_LENGTH)
  const row = readMemberRow(reader)
  const oldestVersion = reader.byte()
  const newestVersion = reader.byte()
  if (!isVersionRange({ oldest: oldestVersion, newest: newestVersion })) reader.fail()
  const asked = reader.text(0, MAX_ADDRESS_LENGTH)
  return { type: 'join', cluster, row, oldestVersion, newestVersion, asked }
}

export function writeJoinAccepted(writer: ByteWriter, { row, version, asked, members }: JoinAccepted): void {
  writeMemberRow(writer, row)
  assert(version >= 1, 'a seed accepts with a version of the protocol')
  writer.byte(version)
  writer.text(asked, 0, MAX_ADDRESS_LENGTH)
  writeMemberRows(writer, members)
}

export function readJoinAccepted(reader: ByteReader): JoinAccepted {
  const row = readMemberRow(reader)
  const version = reader.byte()
  if (version < 1) reader.fail()
  const asked = reader.text(0, MAX_ADDRESS_LENGTH)
  return { type: 'join-accepted', row, version, asked, members: readMemberRows(reader) }
}

export function writeJoinRefused(
  writer: ByteWriter,
  { code, knownGeneration, detail, asked }: JoinRefused,
): void {
  writer.byte(REFUSALS.indexOf(code))
  writer.varint(knownGeneration)
  writer.text(detail, 0, MAX_DETAIL_BYTES)
  writer.text(asked, 0, MAX_ADDRESS_LENGTH)
}

export function readJoinRefused(reader: ByteReader): JoinRefused {
  const code = REFUSALS[reader.byte()]
  const knownGeneration = reader.varint()
  const detail = reader.text(0, MAX_DETAIL_BYTES)
  const asked = reader.text(0, MAX_ADDRESS_LENGTH)
  if (code === undefined) reader.fail()
  return { type: 'join-refused', code: code ?? 'other_cluster', knownGeneration, detail, asked }
}
