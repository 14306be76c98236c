import type { ListPosition } from '../../sessions/ports.ts'

/**
 * Keys of the two ordered tables. A key is
 *
 *     length of the owner (2 bytes) | owner (UTF-8) | started_at (8 bytes, big endian) | session id (ASCII)
 *
 * where the owner is a user or a region. The length keeps owners apart of which one begins like the other, so any text
 * can be an owner; reading backwards from an owner's end gives its sessions newest first, equal moments by descending id.
 * The bare owner is a key too and sorts before the owner's list.
 */

const LENGTH_BYTES = 2
const TIME_BYTES = 8
const TWO_TO_32 = 2 ** 32

/** Added to the upper half of a time: whatever a clock says, also a moment before 1970, gives a key that sorts. */
const UPPER_ZERO = 2 ** 31

/** Above every list key: no time of a clock begins with this byte. */
const ABOVE_EVERY_TIME = 0xff

export function ownerKey(owner: string): Buffer {
  return keyWithRoom(owner, 0)
}

export function listKey(owner: string, { startedAtMs, sessionId }: ListPosition): Buffer {
  const room = TIME_BYTES + sessionId.length
  const key = keyWithRoom(owner, room)
  const at = key.length - room
  const upper = Math.floor(startedAtMs / TWO_TO_32)
  key.writeUInt32BE(UPPER_ZERO + upper, at)
  key.writeUInt32BE(startedAtMs - upper * TWO_TO_32, at + 4)
  key.write(sessionId, at + TIME_BYTES, 'latin1')
  return key
}

/** Where the owner's list ends, and where reading it newest first begins. */
export function endOfList(owner: string): Buffer {
  const key = keyWithRoom(owner, 1)
  key[key.length - 1] = ABOVE_EVERY_TIME
  return key
}

/** The owner of any key. */
export function ownerIn(key: Buffer): string {
  return key.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + key.readUInt16BE(0))
}

/** The position that `listKey` put into the key. */
export function positionIn(key: Buffer): ListPosition {
  const at = LENGTH_BYTES + key.readUInt16BE(0)
  return {
    startedAtMs: (key.readUInt32BE(at) - UPPER_ZERO) * TWO_TO_32 + key.readUInt32BE(at + 4),
    sessionId: key.toString('latin1', at + TIME_BYTES),
  }
}

function keyWithRoom(owner: string, room: number): Buffer {
  const ownerBytes = Buffer.byteLength(owner)
  const key = Buffer.allocUnsafe(LENGTH_BYTES + ownerBytes + room)
  key.writeUInt16BE(ownerBytes, 0)
  key.write(owner, LENGTH_BYTES)
  return key
}
