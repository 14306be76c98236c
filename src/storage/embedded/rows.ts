import { assert } from '../../base/assert.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import { type ActiveSession, type Session, SESSION_STATUSES } from '../../sessions/session.ts'

/**
 * What stands under the keys of `keys.ts`. A session in a list is
 *
 *     status (1 byte) | version (4) | epoch (4) | exited_at (8, 0 while active) | the other owner (UTF-8)
 *
 * where the other owner is the region in a user's list, and the user in a region's; owner, start and id are in the key.
 * A pointer is
 *
 *     started_at (8 bytes) | what else it takes to name a place in a user's list (UTF-8)
 *
 * Numbers are big endian, times doubles.
 */

const VERSION_AT = 1
const EPOCH_AT = 5
const EXITED_AT = 9
const OTHER_OWNER_AT = 17

export function rowOfUserList(session: Session): Buffer {
  return row(session, session.region)
}

export function rowOfRegionList(session: ActiveSession): Buffer {
  return row(session, session.userId)
}

function row(session: Session, otherOwner: string): Buffer {
  const bytes = Buffer.allocUnsafe(OTHER_OWNER_AT + Buffer.byteLength(otherOwner))
  bytes.writeUInt8(SESSION_STATUSES.indexOf(session.status), 0)
  bytes.writeUInt32BE(session.version, VERSION_AT)
  bytes.writeUInt32BE(session.epoch, EPOCH_AT)
  bytes.writeDoubleBE(session.status === 'active' ? 0 : session.exitedAtMs, EXITED_AT)
  bytes.write(otherOwner, OTHER_OWNER_AT)
  return bytes
}

export function sessionOfUser(userId: string, position: ListPosition, bytes: Buffer): Session {
  return sessionIn(bytes, position, userId, bytes.toString('utf8', OTHER_OWNER_AT))
}

export function sessionOfRegion(region: string, position: ListPosition, bytes: Buffer): Session {
  return sessionIn(bytes, position, bytes.toString('utf8', OTHER_OWNER_AT), region)
}

function sessionIn(
  bytes: Buffer,
  { startedAtMs, sessionId }: ListPosition,
  userId: string,
  region: string,
): Session {
  const status = SESSION_STATUSES[bytes.readUInt8(0)]
  assert(status !== undefined, 'a stored session has a known status')
  const version = bytes.readUInt32BE(VERSION_AT)
  const epoch = bytes.readUInt32BE(EPOCH_AT)
  const facts = { sessionId, userId, region, startedAtMs, epoch, version }
  return status === 'active'
    ? { ...facts, status }
    : { ...facts, status, exitedAtMs: bytes.readDoubleBE(EXITED_AT) }
}

/** Leads to a session, together with the key that it stands under. */
export interface Pointer {
  readonly startedAtMs: number
  /** The user in `sessions`, the session's id in a user's slot. */
  readonly name: string
}

const NAME_AT = 8

export function pointerBytes({ startedAtMs, name }: Pointer): Buffer {
  const bytes = Buffer.allocUnsafe(NAME_AT + Buffer.byteLength(name))
  bytes.writeDoubleBE(startedAtMs, 0)
  bytes.write(name, NAME_AT)
  return bytes
}

export function pointerIn(bytes: Buffer): Pointer {
  return { startedAtMs: bytes.readDoubleBE(0), name: bytes.toString('utf8', NAME_AT) }
}

const COUNT_BYTES = 8

export function countBytes(count: number): Buffer {
  const bytes = Buffer.allocUnsafe(COUNT_BYTES)
  bytes.writeDoubleBE(count, 0)
  return bytes
}

export function countIn(bytes: Buffer): number {
  return bytes.readDoubleBE(0)
}
