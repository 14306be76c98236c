import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { flagIf } from './flags.ts'
import { MAX_ID_LENGTH, MAX_KEY_BYTES, MAX_NAME_LENGTH, MAX_VALUE_BYTES } from './limits.ts'
import type { LimitedEvent, Reply, Request } from './messages.ts'

export function writeLimitedEvent(writer: ByteWriter, event: LimitedEvent): void {
  writer.lengthAndVisible(event.origin, MAX_NAME_LENGTH)
  writer.lengthAndVisible(event.id, MAX_ID_LENGTH)
  writer.text(event.name, 1, MAX_KEY_BYTES)
  writer.byte(event.ttl)
  writer.byte(event.hops)
  writer.block(event.bytes, MAX_VALUE_BYTES)
}

export function readLimitedEvent(reader: ByteReader): LimitedEvent {
  const origin = reader.lengthAndVisible(MAX_NAME_LENGTH)
  const id = reader.lengthAndVisible(MAX_ID_LENGTH)
  const name = reader.text(1, MAX_KEY_BYTES)
  const ttl = reader.byte()
  const hops = reader.byte()
  return { type: 'limited-event', origin, id, name, ttl, hops, bytes: reader.block(MAX_VALUE_BYTES) }
}

export function writeRequest(writer: ByteWriter, { id, origin, name, bytes }: Request): void {
  writer.lengthAndVisible(id, MAX_ID_LENGTH)
  writer.lengthAndVisible(origin, MAX_NAME_LENGTH)
  writer.text(name, 1, MAX_KEY_BYTES)
  writer.block(bytes, MAX_VALUE_BYTES)
}

export function readRequest(reader: ByteReader): Request {
  const id = reader.lengthAndVisible(MAX_ID_LENGTH)
  const origin = reader.lengthAndVisible(MAX_NAME_LENGTH)
  const name = reader.text(1, MAX_KEY_BYTES)
  return { type: 'request', id, origin, name, bytes: reader.block(MAX_VALUE_BYTES) }
}

/** Flag: the request was answered well. */
export function writeReply(writer: ByteWriter, { id, from, ok, bytes }: Reply): number {
  writer.lengthAndVisible(id, MAX_ID_LENGTH)
  writer.lengthAndVisible(from, MAX_NAME_LENGTH)
  writer.block(bytes, MAX_VALUE_BYTES)
  return flagIf(ok)
}

export function readReply(reader: ByteReader, ok: boolean): Reply {
  const id = reader.lengthAndVisible(MAX_ID_LENGTH)
  const from = reader.lengthAndVisible(MAX_NAME_LENGTH)
  return { type: 'reply', id, from, ok, bytes: reader.block(MAX_VALUE_BYTES) }
}
