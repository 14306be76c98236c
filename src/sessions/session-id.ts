import { v5 } from 'uuid'

/** Fixed for ever: another namespace would give every client's key another session. */
const KEYED_SESSIONS_NAMESPACE = '6f1d1c1e-52c2-4f0b-9f0d-3c1a5a3b7e55'

/** The session that belongs to a client's key. Any server derives the same one, so a retry may go to another server. */
export function sessionIdForKey(userId: string, idempotencyKey: string): string {
  return v5(JSON.stringify([userId, idempotencyKey]), KEYED_SESSIONS_NAMESPACE)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export function isSessionId(text: string): boolean {
  return UUID.test(text)
}
