import { HEADER_BYTES, MAX_BODY_BYTES } from './limits.ts'

/**
 * The twelve bytes in front of every body, the same in every version of the protocol; numbers have their high byte first.
 *
 * | bytes | |
 * |---|---|
 * | 0-1 | magic "GM" |
 * | 2 | version of the body |
 * | 3 | type |
 * | 4 | flags of the type |
 * | 5-7 | length of the body |
 * | 8-11 | CRC-32C of bytes 0-7 and the body |
 */
export const MAGIC = 0x474d
export const VERSION_AT = 2
export const TYPE_AT = 3
export const FLAGS_AT = 4
export const LENGTH_AT = 5
export const CHECKSUM_AT = 8

/** Why bytes are no frame, or a frame no message. The link that they came over is not worth keeping. */
export type FrameFault =
  | 'bad_magic'
  /** Its header announces more than a frame may have. */
  | 'too_long'
  | 'truncated'
  /** More bytes than its header announces. */
  | 'trailing_bytes'
  | 'bad_checksum'
  | 'unknown_version'
  | 'unknown_type'
  /** One that may change what the body means. */
  | 'unknown_flags'
  /** Not what its type looks like: ends too early or too late, or breaks a bound. */
  | 'bad_body'

/** The length of the frame that begins at `start`, as soon as as much of it is there as is needed; judged byte by byte. */
export function frameLength(bytes: Uint8Array, start: number, end: number): number | FrameFault | undefined {
  const there = end - start
  if (there > 0 && bytes[start] !== MAGIC >>> 8) return 'bad_magic'
  if (there > 1 && bytes[start + 1] !== (MAGIC & 0xff)) return 'bad_magic'
  if (there < CHECKSUM_AT) return undefined
  const length = bodyLength(bytes, start)
  return length > MAX_BODY_BYTES ? 'too_long' : HEADER_BYTES + length
}

function bodyLength(bytes: Uint8Array, start: number): number {
  let length = 0
  for (let at = start + LENGTH_AT; at < start + CHECKSUM_AT; at++) length = (length << 8) | (bytes[at] ?? 0)
  return length
}
