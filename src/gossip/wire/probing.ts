import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { flagIf } from './flags.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import type { Ack, Digest, Ping, PingRequest, RelayAck } from './messages.ts'
import { readDigestRows, readMemberRow, writeDigestRows, writeMemberRow } from './rows.ts'

/** Flag: a suspicion follows. */
export function writePing(writer: ByteWriter, { seq, targetHash, hash, suspicion }: Ping): number {
  writer.varint(seq)
  writer.uint32(targetHash)
  writer.uint32(hash.high)
  writer.uint32(hash.low)
  if (suspicion) writeMemberRow(writer, suspicion)
  return flagIf(suspicion !== undefined)
}

export function readPing(reader: ByteReader, flag: boolean): Ping {
  const seq = reader.varint()
  const targetHash = reader.uint32()
  const high = reader.uint32()
  const low = reader.uint32()
  const ping = { type: 'ping', seq, targetHash, hash: { low, high } } as const
  return flag ? { ...ping, suspicion: readMemberRow(reader) } : ping
}

/** Flag: a digest follows, and first whether it is a part. */
export function writeAck(writer: ByteWriter, { seq, incarnation, digest }: Ack): number {
  writer.varint(seq)
  writer.varint(incarnation)
  if (digest) {
    writer.byte(digest.partial ? PARTIAL : WHOLE)
    writeDigestRows(writer, digest.rows)
  }
  return flagIf(digest !== undefined)
}

export function readAck(reader: ByteReader, flag: boolean): Ack {
  const ack = { type: 'ack', seq: reader.varint(), incarnation: reader.varint() } as const
  return flag ? { ...ack, digest: readDigest(reader) } : ack
}

const WHOLE = 0
const PARTIAL = 1

function readDigest(reader: ByteReader): Digest {
  const part = reader.byte()
  if (part > PARTIAL) reader.fail()
  return { partial: part === PARTIAL, rows: readDigestRows(reader) }
}

export function writePingRequest(writer: ByteWriter, { seq, target }: PingRequest): void {
  writer.varint(seq)
  writer.lengthAndVisible(target, MAX_NAME_LENGTH)
}

export function readPingRequest(reader: ByteReader): PingRequest {
  return { type: 'ping-request', seq: reader.varint(), target: reader.lengthAndVisible(MAX_NAME_LENGTH) }
}

/** Flag: the target was reached. */
export function writeRelayAck(writer: ByteWriter, { seq, target, reached, incarnation }: RelayAck): number {
  writer.varint(seq)
  writer.lengthAndVisible(target, MAX_NAME_LENGTH)
  writer.varint(incarnation)
  return flagIf(reached)
}

export function readRelayAck(reader: ByteReader, reached: boolean): RelayAck {
  const seq = reader.varint()
  const target = reader.lengthAndVisible(MAX_NAME_LENGTH)
  return { type: 'relay-ack', seq, target, reached, incarnation: reader.varint() }
}
