import { crc32c } from '../../../../src/gossip/wire/crc32c.ts'
import { CHECKSUM_AT, LENGTH_AT } from '../../../../src/gossip/wire/header.ts'
import { HEADER_BYTES } from '../../../../src/gossip/wire/limits.ts'

/** Makes header and body agree again, so that a changed body is looked at. */
export function withRightSums(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  const length = frame.length - HEADER_BYTES
  view.setUint8(LENGTH_AT, length >>> 16)
  view.setUint16(LENGTH_AT + 1, length & 0xffff)
  const head = crc32c(frame, 0, CHECKSUM_AT)
  view.setUint32(CHECKSUM_AT, crc32c(frame, HEADER_BYTES, frame.length, head))
  return frame
}

/** A well-formed frame around any body. */
export function frameAround(code: number, flags: number, body: readonly number[]): Uint8Array {
  return withRightSums(Uint8Array.of(0x47, 0x4d, 1, code, flags, 0, 0, 0, 0, 0, 0, 0, ...body))
}

export function changed(frame: Uint8Array, at: number, value: number): Uint8Array {
  const copy = frame.slice()
  copy[at] = value
  return copy
}
