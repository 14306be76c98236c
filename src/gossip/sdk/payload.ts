import { type Json, jsonCodec } from '../crdt/codecs.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES } from '../wire/limits.ts'

/** What goes into a broadcast, a question or an answer: bytes as they are, or anything that JSON can say. */
export type Body = Uint8Array | Json

const TO_UTF8 = new TextEncoder()
const FROM_UTF8 = new TextDecoder()

/** What came out at the other end. */
export class Payload {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Undefined if these bytes are no JSON. */
  get json(): Json | undefined {
    return jsonCodec.decode(this.bytes)
  }

  get text(): string {
    return FROM_UTF8.decode(this.bytes)
  }
}

export function bytesOf(body: Body | undefined, what: string): Uint8Array {
  if (body === undefined) return new Uint8Array()
  // A copy: what is sent later must not follow what the caller does with its own bytes.
  const bytes = body instanceof Uint8Array ? Uint8Array.from(body) : jsonCodec.encode(body)
  if (bytes.length <= MAX_VALUE_BYTES) return bytes
  throw new RangeError(
    `${what} has ${bytes.length} bytes; the mesh carries at most ${MAX_VALUE_BYTES} at once`,
  )
}

/** Names of keys, broadcasts and questions. */
export function checkName(name: string, what: string): void {
  const bytes = TO_UTF8.encode(name).length
  if (bytes > 0 && bytes <= MAX_KEY_BYTES && name.isWellFormed()) return
  throw new RangeError(
    `the name of a ${what} is a text of 1 to ${MAX_KEY_BYTES} bytes in UTF-8; this one has ${bytes}`,
  )
}
