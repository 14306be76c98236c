import { isSessionId } from '../sessions/session-id.ts'
import type { ListPosition } from '../sessions/ports.ts'

/** A place in a list as clients carry it: opaque, safe in a URL. */
export function encodeCursor(position: ListPosition): string {
  return Buffer.from(`${position.startedAtMs}.${position.sessionId}`).toString('base64url')
}

const CURSOR = /^(\d{1,15})\.(.{36})$/
/** Longest text that `encodeCursor` makes: 15 digits, a dot and a UUID. */
const MAX_CURSOR_LENGTH = 70
/** The last moment that RFC 3339 can write. Stores keep moments from 1970 on to here, and need not bear others. */
const LATEST_MOMENT_MS = 253_402_300_799_999

/** `undefined` for a text that `encodeCursor` cannot have made. */
export function decodeCursor(text: string): ListPosition | undefined {
  if (text.length > MAX_CURSOR_LENGTH) return undefined
  const [, startedAt = '', sessionId = ''] =
    CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  const position = { startedAtMs: Number(startedAt), sessionId }
  if (!isSessionId(sessionId) || position.startedAtMs > LATEST_MOMENT_MS) return undefined
  return encodeCursor(position) === text ? position : undefined
}
