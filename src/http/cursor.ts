import { isSessionId } from '../sessions/session-id.ts'
import type { ListPosition } from '../sessions/ports.ts'

/** A place in a list as clients carry it: opaque, safe in a URL. */
export function encodeCursor(position: ListPosition): string {
  return Buffer.from(`${position.startedAtMs}.${position.sessionId}`).toString('base64url')
}

const CURSOR = /^(-?\d{1,16})\.(.{36})$/
/** Longest text that `encodeCursor` makes: 16 digits, a sign, a dot and a UUID. */
const MAX_CURSOR_LENGTH = 72

/** `undefined` for a text that `encodeCursor` cannot have made. */
export function decodeCursor(text: string): ListPosition | undefined {
  if (text.length > MAX_CURSOR_LENGTH) return undefined
  const [, startedAt = '', sessionId = ''] =
    CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  const position = { startedAtMs: Number(startedAt), sessionId }
  if (!isSessionId(sessionId) || !Number.isSafeInteger(position.startedAtMs)) return undefined
  return encodeCursor(position) === text ? position : undefined
}
