import { type CheckedHistory, describe, type Findings } from '../checked-history.ts'

/** What the share of a jump that is forgotten while requests run may add to the doubt: see `SteadyClock`. */
const FORGOTTEN_SHARE = 0.1

/** A session expires only when its player was silent for the whole time, and at that very moment. */
export function* expiry(history: CheckedHistory): Findings {
  for (const sessionId of history.sessionIds) {
    const final = history.final.get(sessionId)
    if (final?.status !== 'expired') continue
    const { ttlMs } = history.rules
    if (ttlMs === 0) yield ['a session expired although sessions do not', JSON.stringify(final)]
    yield* outlivesItsSigns(history, sessionId, final.exitedAtMs)
    yield* endsAfterASign(history, sessionId, final.startedAtMs, final.exitedAtMs)
    yield* isNotToldEarly(history, sessionId, final.exitedAtMs)
  }
}

/** Each acknowledged sign of life named a moment before which the session would not be over. */
function* outlivesItsSigns(history: CheckedHistory, sessionId: string, exitedAtMs: number): Findings {
  for (const operation of history.heartbeats(sessionId)) {
    const { told } = operation
    const promisedMs = told.kind === 'session' ? told.expiresAtMs : undefined
    if (promisedMs !== undefined && promisedMs > exitedAtMs)
      yield [
        'a session expired before the moment that a heartbeat was told',
        `${describe(operation)}; expired at ${exitedAtMs}`,
      ]
  }
}

function* endsAfterASign(
  history: CheckedHistory,
  sessionId: string,
  startedAtMs: number,
  exitedAtMs: number,
): Findings {
  const { rules, allowance } = history
  const lastSeenMs = exitedAtMs - rules.ttlMs
  if (lastSeenMs === startedAtMs) return
  const clockMs = allowance.skewMs + allowance.jumpMs
  const isASign = history.heartbeats(sessionId).some(({ told, beganMs, isRepeated }) => {
    if (told.kind === 'session' && told.expiresAtMs === exitedAtMs) return true
    if (told.kind === 'session' && !isRepeated) return false
    const latestMs = beganMs + allowance.requestMs
    return beganMs - clockMs <= lastSeenMs && lastSeenMs <= latestMs + clockMs
  })
  if (!isASign)
    yield ['an expired session did not end with its time after a sign', `${sessionId} at ${exitedAtMs}`]
}

function* isNotToldEarly(history: CheckedHistory, sessionId: string, exitedAtMs: number): Findings {
  const { allowance, operations } = history
  const [first] = operations
  for (const { operation, session } of history.sightings(sessionId)) {
    if (session.status !== 'expired') continue
    const forgottenMs =
      allowance.jumpMs === 0 || !first ? 0 : FORGOTTEN_SHARE * (operation.endedMs - first.beganMs)
    if (operation.endedMs + allowance.skewMs + forgottenMs < exitedAtMs)
      yield ['a session was told to have expired before its time', describe(operation)]
  }
}
