import type { Call, Fault, FaultKind, Found, ShownSession } from './history.ts'
import { UserHistory } from './user-history.ts'

/**
 * Judges what clients were told against what is found afterwards. It knows the promises and nothing of how they are
 * kept, and holds only what follows for certain: calls that overlapped may have happened in either order, and one
 * without an answer may have happened or not.
 */
export function checkHistory(calls: readonly Call[], found: Found): Fault[] {
  const byUser = Map.groupBy(calls, ({ userId }) => userId)
  return [...byUser].flatMap(([userId, ofUser]) => {
    const history = new UserHistory(userId, ofUser, found)
    return RULES.flatMap((rule) => [...rule(history)].map(([kind, what]) => ({ kind, userId, what })))
  })
}

type Findings = Iterable<readonly [FaultKind, string]>
type Rule = (history: UserHistory) => Findings

const RULES: readonly Rule[] = [
  answersAreProper,
  startsAreKept,
  exitsAreKept,
  endsWereAskedFor,
  oneIsActive,
  sessionsHaveAStart,
  creationsAreSingle,
  successionIsPossible,
  keysAreBound,
  endsAreFinal,
]

function* answersAreProper({ starts, exits, userId, acknowledgedExits }: UserHistory): Findings {
  for (const { outcome, server } of [...starts, ...exits]) {
    if (outcome.kind === 'wrong') yield ['wrong', `${server} answered ${outcome.what}`]
    if (outcome.kind === 'answered' && 'session' in outcome && outcome.session.userId !== userId)
      yield ['wrong', `${server} answered with a session of ${outcome.session.userId}`]
  }
  for (const { outcome, sessionId } of acknowledgedExits) {
    if (outcome.userId !== userId) yield ['wrong', `the exit of ${sessionId} names ${outcome.userId}`]
  }
}

function* startsAreKept(history: UserHistory): Findings {
  const told = new Map<string, ShownSession>()
  for (const { outcome } of history.answered) {
    const { session } = outcome
    const first = told.get(session.sessionId) ?? session
    told.set(session.sessionId, first)
    yield* differences(first, session, 'a later start says')
  }
  for (const session of told.values()) {
    for (const found of history.found(session.sessionId)) {
      if (found) yield* differences(session, found, 'afterwards there is')
      else yield ['lost', `session ${session.sessionId} was answered and is not there`]
    }
  }
}

function* differences(told: ShownSession, other: ShownSession, where: string): Findings {
  for (const field of ['sessionId', 'userId', 'region', 'startedAt'] as const) {
    if (told[field] !== other[field])
      yield ['changed', `${field} of ${told.sessionId}: answered ${told[field]}, ${where} ${other[field]}`]
  }
}

function* exitsAreKept(history: UserHistory): Findings {
  const told = new Map<string, string>()
  for (const { sessionId, outcome } of history.exits) {
    if (outcome.kind === 'unknown') yield ['lost', `session ${sessionId} was answered, and its exit says 404`]
    if (outcome.kind !== 'answered') continue
    const first = told.get(sessionId) ?? outcome.exitedAt
    told.set(sessionId, first)
    if (first !== outcome.exitedAt)
      yield ['changed', `exited_at of ${sessionId}: answered ${first} and ${outcome.exitedAt}`]
  }
  for (const [sessionId, exitedAt] of told) {
    for (const found of history.found(sessionId)) {
      if (!found) yield ['lost', `session ${sessionId} was ended and is not there`]
      else if (found.status === 'active') yield ['lost', `the end of ${sessionId}: it is active again`]
      else if (found.exitedAt !== exitedAt)
        yield ['changed', `exited_at of ${sessionId}: answered ${exitedAt}, there is ${found.exitedAt}`]
    }
  }
}

/** Nobody but its user ends a session here: none is old enough to expire. */
function* endsWereAskedFor(history: UserHistory): Findings {
  for (const { sessionId, status } of history.listed) {
    if (status === 'expired') yield ['changed', `session ${sessionId} has expired`]
    else if (status !== 'active' && history.exitBeganMs(sessionId) === Infinity)
      yield ['changed', `session ${sessionId} has ended, and nobody asked for it`]
  }
}

function* oneIsActive({ listed }: UserHistory): Findings {
  const active = listed.filter(({ status }) => status === 'active')
  if (active.length > 1) yield ['doubled', `${active.length} active: ${idsOf(active)}`]
  if (new Set(listed.map(({ sessionId }) => sessionId)).size < listed.length)
    yield ['doubled', `listed twice, among ${idsOf(listed)}`]
}

/** A start makes at most one session; so sessions that no answer has shown need a start without an answer each. */
function* sessionsHaveAStart({ answered, listed, starts }: UserHistory): Findings {
  const shown = new Set(answered.map(({ outcome }) => outcome.session.sessionId))
  const unshown = listed.filter(({ sessionId }) => !shown.has(sessionId))
  const unanswered = starts.filter(({ outcome }) => outcome.kind === 'unanswered')
  if (unshown.length > unanswered.length)
    yield ['doubled', `${unshown.length} sessions from ${unanswered.length} starts: ${idsOf(unshown)}`]
}

/** 201 says that this very call made the session. Of two made, one must have ended before the other could begin. */
function* creationsAreSingle(history: UserHistory): Findings {
  const created = history.answered.filter(({ outcome }) => outcome.created)
  for (const [index, one] of created.entries()) {
    for (const other of created.slice(index + 1)) {
      const [a, b] = [one.outcome.session.sessionId, other.outcome.session.sessionId]
      if (a === b) yield ['doubled', `two starts were told that they made ${a}`]
      else if (history.exitBeganMs(a) > other.endedMs && history.exitBeganMs(b) > one.endedMs)
        yield ['doubled', `${a} and ${b} were made, neither after the end of the other`]
    }
  }
}

/** A start that came after the answer of another gives the same session, unless that one may have ended by then. */
function* successionIsPossible(history: UserHistory): Findings {
  for (const later of history.answered) {
    const { sessionId } = later.outcome.session
    // A key gives its own session at any time.
    if (later.key !== undefined && history.mayHaveMade(later.key, sessionId, later.beganMs)) continue
    for (const earlier of history.answered) {
      if (earlier.endedMs >= later.beganMs) continue
      const before = earlier.outcome.session
      if (before.sessionId === sessionId || before.status !== 'active') continue
      if (history.exitBeganMs(before.sessionId) > later.endedMs)
        yield ['doubled', `${sessionId} was answered although ${before.sessionId} had not ended`]
    }
  }
}

/** A key that has made a session gives that session ever after. */
function* keysAreBound({ answered }: UserHistory): Findings {
  for (const made of answered) {
    if (!made.outcome.created || made.key === undefined) continue
    for (const later of answered) {
      if (later.key !== made.key || later.beganMs <= made.endedMs) continue
      const [first, second] = [made.outcome.session.sessionId, later.outcome.session.sessionId]
      if (first !== second) yield ['changed', `the key ${made.key} made ${first} and then gave ${second}`]
    }
  }
}

/** Once ended, a session is never shown as active; and as ended only when an exit may have come before. */
function* endsAreFinal(history: UserHistory): Findings {
  for (const { outcome, beganMs, endedMs, key } of history.answered) {
    const { sessionId, status } = outcome.session
    if (status === 'active' && history.exitAcknowledgedMs(sessionId) < beganMs)
      yield ['changed', `session ${sessionId} had ended and was answered as active`]
    if (status !== 'active' && history.exitBeganMs(sessionId) > endedMs)
      yield ['changed', `session ${sessionId} was answered as ${status} before anybody ended it`]
    if (status !== 'active' && outcome.created)
      yield ['wrong', `a start ${key ?? 'without a key'} made ${sessionId}, which is ${status}`]
  }
}

function idsOf(sessions: readonly ShownSession[]): string {
  return sessions.map(({ sessionId }) => sessionId).join(', ')
}
