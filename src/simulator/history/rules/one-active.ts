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

/**
 * By the servers' clocks, which are read at the beginning of a request: of two sessions one was started after the other
 * had ended. A decision comes so much later than its moment says, and no more.
 */
function* followEachOther(
  { allowance: { skewMs, requestMs } }: CheckedHistory,
  userId: string,
  sessions: readonly Session[],
): Findings {
  const mayFollow = (later: Session, earlier: Session) =>
    earlier.status !== 'active' && later.startedAtMs + 2 * skewMs + requestMs >= earlier.exitedAtMs
  for (const [index, one] of sessions.entries()) {
    for (const other of sessions.slice(index + 1)) {
      if (!mayFollow(one, other) && !mayFollow(other, one))
        yield ['the times of two sessions of a user overlap', `${userId}: ${JSON.stringify([one, other])}`]
    }
  }
}
