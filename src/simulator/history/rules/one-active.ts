import type { Session } from '../../../sessions/session.ts'
import { type CheckedHistory, type Findings } from '../checked-history.ts'

/** At most one active session of each user, unless the policy allows more. */
export function* oneActive(history: CheckedHistory): Findings {
  if (history.rules.policy === 'allow') return
  const ofUser = new Map<string, Session[]>()
  for (const session of history.final.values()) {
    const sessions = ofUser.get(session.userId)
    if (sessions) sessions.push(session)
    else ofUser.set(session.userId, [session])
  }
  for (const [userId, sessions] of ofUser) {
    const active = sessions.filter(({ status }) => status === 'active')
    if (active.length > 1) yield ['a user has two active sessions', `${userId}: ${JSON.stringify(active)}`]
    yield* wereNeverTogether(history, sessions)
    if (history.allowance.jumpMs === 0) yield* followEachOther(history, userId, sessions)
  }
}

/** From the answer that showed a session active until somebody may have ended it, no other was active. */
function* wereNeverTogether(history: CheckedHistory, sessions: readonly Session[]): Findings {
  const surely = sessions.map((session) => ({
    session,
    fromMs: history.knownStartedMs(session.sessionId),
    untilMs: history.mayEndFromMs(session.sessionId, session.userId),
  }))
  for (const [index, one] of surely.entries()) {
    for (const other of surely.slice(index + 1)) {
      const fromMs = Math.max(one.fromMs, other.fromMs)
      const untilMs = Math.min(one.untilMs, other.untilMs)
      if (fromMs < untilMs)
        yield [
          'two sessions of a user were active together',
          `${one.session.sessionId} and ${other.session.sessionId}, from ${fromMs} to ${untilMs}`,
        ]
    }
  }
}

/** By the servers' clocks, which are read at the beginning of a request. */
function* followEachOther(history: CheckedHistory, userId: string, sessions: readonly Session[]): Findings {
  const { skewMs, requestMs } = history.allowance
  const ordered = sessions.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
  for (const [index, earlier] of ordered.entries()) {
    const untilMs = earlier.status === 'active' ? Infinity : earlier.exitedAtMs
    for (const later of ordered.slice(index + 1)) {
      if (later.startedAtMs + 2 * skewMs + requestMs >= untilMs) continue
      const laterUntilMs = later.status === 'active' ? Infinity : later.exitedAtMs
      if (Math.min(untilMs, laterUntilMs) - later.startedAtMs > 2 * skewMs + requestMs)
        yield [
          'the times of two sessions of a user overlap',
          `${userId}: ${JSON.stringify([earlier, later])}`,
        ]
    }
  }
}
