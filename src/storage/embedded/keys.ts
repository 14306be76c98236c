import type { ListPosition } from '../../sessions/ports.ts'

/**
 * Keys of the two ordered tables. A key is
 *
 *     length of the owner (2 bytes) | owner (UTF-8) | started_at (8 bytes, big endian) | session id
 *
 * where the owner is a user or a region. The length keeps owners apart of which one begins like the other, so any text
 * can be an owner; reading backwards from an owner's end gives its sessions newest first, equal moments by descending id.
 * The bare owner is a key too and sorts before the owner's list.
 */

const LENGTH_BYTES = 2
const TIME_BYTES = 8
const TWO_TO_32 = 2 ** 32

/** Above every list key: no time begins with this byte before the year 2 billion. */
const ABOVE_EVERY_TIME = 0xff

export function ownerKey(owner: string): Buffer {
  return keyWithRoom(owner, 0)
}

export function listKey(owner: string, { startedAtMs, sessionId }: ListPosition): Buffer {
  const key = keyWithRoom(owner, TIME_BYTES + Buffer.byteLength(sessionId))
  const at = key.length - TIME_BYTES - Buffer.byteLength(sessionId)
  key.writeUInt32BE(Math.floor(startedAtMs / TWO_TO_32), at)
  key.writeUInt32BE(startedAtMs % TWO_TO_32, at + 4)
  key.write(sessionId, at + TIME_BYTES)
  return key
}

/** Where the owner's list ends, and where reading it newest first begins. */
export function endOfList(owner: string): Buffer {
  const key = keyWithRoom(owner, 1)
  key[key.length - 1] = ABOVE_EVERY_TIME
  return key
}

/** The owner of any key. */
export function ownerIn(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength)
  return bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + bytes.readUInt16BE(0))
}

/** The position that `listKey` put into the key. */
export function positionIn(key: Uint8Array): ListPosition {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength)
  const at = LENGTH_BYTES + bytes.readUInt16BE(0)
  return {
    startedAtMs: bytes.readUInt32BE(at) * TWO_TO_32 + bytes.readUInt32BE(at + 4),
    sessionId: bytes.toString('utf8', at + TIME_BYTES),
  }
}

function keyWithRoom(owner: string, room: number): Buffer {
  const ownerBytes = Buffer.byteLength(owner)
  const key = Buffer.allocUnsafe(LENGTH_BYTES + ownerBytes + room)
  key.writeUInt16BE(ownerBytes, 0)
  key.write(owner, LENGTH_BYTES)
  return key
}
