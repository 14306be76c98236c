import type { ActiveSession, EndedSession, Session } from './session.ts'
import type { SessionRules } from './rules.ts'

/** A session, and when its player was last heard of since its start. */
export interface Seen<S extends Session = Session> {
  readonly session: S
  readonly lastSeenMs?: number
}

/** The moment at which the session is over unless its player is heard of before; `undefined`: it has none. */
export function expiresAtMs(seen: Seen<ActiveSession>, rules: SessionRules): number | undefined {
  if (rules.ttlMs === 0) return undefined
  const { session, lastSeenMs = 0 } = seen
  return Math.max(session.startedAtMs, lastSeenMs) + rules.ttlMs
}

/**
 * The session as it ended, when its time was over at `judgedMs`. That moment is its `exitedAtMs`, whoever notices it and
 * when.
 */
export function expired(seen: Seen, judgedMs: number, rules: SessionRules): EndedSession | undefined {
  if (!isActive(seen)) return undefined
  const endMs = expiresAtMs(seen, rules)
  if (endMs === undefined || judgedMs < endMs) return undefined
  const { session } = seen
  return { ...session, status: 'expired', exitedAtMs: endMs, version: session.version + 1 }
}

export function isActive(seen: Seen): seen is Seen<ActiveSession> {
  return seen.session.status === 'active'
}
