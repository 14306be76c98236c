import { assert } from '../../base/assert.ts'
import { codeOfType, knownFlags, type MessageType, readBody, typeOfCode, writeBody } from './bodies.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { crc32c } from './crc32c.ts'
import { MEANING_FLAGS } from './flags.ts'
import {
  CHECKSUM_AT,
  FLAGS_AT,
  type FrameFault,
  frameLength,
  LENGTH_AT,
  MAGIC,
  TYPE_AT,
  VERSION_AT,
} from './header.ts'
import { HEADER_BYTES, MAX_FRAME_BYTES } from './limits.ts'
import type { Message } from './messages.ts'
import { isVersionRange, SPOKEN_VERSIONS, type VersionRange } from './versions.ts'

export type Decoded =
  | { readonly ok: true; readonly message: Message; readonly version: number }
  | { readonly ok: false; readonly reason: FrameFault }

/** Encoding never gives way to anything else, so one writer does for all engines of the process. */
const WRITER = new ByteWriter(MAX_FRAME_BYTES)

/** A message that breaks a bound is a fault of the caller (`text.ts`, the sizes in `entries.ts`, `pieces.ts`, `rows.ts`). */
export function encodeFrame(message: Message, version: number): Uint8Array {
  assert(isVersionRange({ oldest: version, newest: version }), 'a frame has a version of the protocol')
  const writer = WRITER
  writer.reset(HEADER_BYTES)
  const flags = writeBody(writer, message)
  const frame = writer.copy()
  const length = frame.length - HEADER_BYTES
  frame[0] = MAGIC >>> 8
  frame[1] = MAGIC & 0xff
  frame[VERSION_AT] = version
  frame[TYPE_AT] = codeOfType(message.type)
  frame[FLAGS_AT] = flags
  frame[LENGTH_AT] = length >>> 16
  frame[LENGTH_AT + 1] = length >>> 8
  frame[LENGTH_AT + 2] = length
  put32(frame, CHECKSUM_AT, checksum(frame))
  return frame
}

/**
 * Exactly one frame; nothing that it gives shares memory with `bytes`. Whoever joins, and whoever is refused, is understood in
 * whatever version.
 */
export function decodeFrame(bytes: Uint8Array, spoken: VersionRange = SPOKEN_VERSIONS): Decoded {
  // A Node `Buffer` slices without copying; a view of the plain kind does not.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const fault = faultOfBytes(plain)
  if (fault) return { ok: false, reason: fault }
  const version = plain[VERSION_AT] ?? 0
  const code = plain[TYPE_AT] ?? 0
  const flags = plain[FLAGS_AT] ?? 0
  const type = typeOfCode(code)
  if (!isUnderstood(type, version, spoken)) return { ok: false, reason: 'unknown_version' }
  if (type === undefined) return { ok: false, reason: 'unknown_type' }
  if ((flags & MEANING_FLAGS & ~knownFlags(type)) !== 0) return { ok: false, reason: 'unknown_flags' }
  const reader = new ByteReader(plain, HEADER_BYTES)
  const message = readBody(reader, type, flags)
  return reader.failed || reader.remaining > 0
    ? { ok: false, reason: 'bad_body' }
    : { ok: true, message, version }
}

function isUnderstood(
  type: MessageType | undefined,
  version: number,
  { oldest, newest }: VersionRange,
): boolean {
  if (type === 'join' || type === 'join-refused') return version >= 1
  return version >= oldest && version <= newest
}

function faultOfBytes(bytes: Uint8Array): FrameFault | undefined {
  const length = frameLength(bytes, 0, bytes.length)
  if (typeof length === 'string') return length
  if (length === undefined || bytes.length < length) return 'truncated'
  if (bytes.length > length) return 'trailing_bytes'
  return checksum(bytes) === get32(bytes, CHECKSUM_AT) ? undefined : 'bad_checksum'
}

function checksum(frame: Uint8Array): number {
  return crc32c(frame, HEADER_BYTES, frame.length, crc32c(frame, 0, CHECKSUM_AT))
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

function get32(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let index = at; index < at + 4; index++) value = ((value << 8) | (bytes[index] ?? 0)) >>> 0
  return value
}
