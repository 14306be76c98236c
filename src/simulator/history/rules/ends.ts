import { type CheckedHistory, describe, type Findings, type Sighting } from '../checked-history.ts'
import { endOf } from '../final-session.ts'

/** An end is one: its moment never changes, it does not come before the start, and nothing lives after it. */
export function* ends(history: CheckedHistory): Findings {
  for (const sessionId of history.sessionIds) {
    yield* areTheSame(history, sessionId)
    yield* areFinal(history, sessionId)
    yield* wereCaused(history, sessionId)
  }
}

function* areTheSame(history: CheckedHistory, sessionId: string): Findings {
  const final = history.final.get(sessionId)
  for (const { operation, session } of history.sightings(sessionId)) {
    if (!final || session.status === 'active') continue
    const { exitedAtMs = endOf(final) } = session
    if (final.status === 'active') yield ['an ended session is active again', describe(operation)]
    else if (final.status !== session.status) yield ['an end has changed its kind', describe(operation)]
    else if (final.exitedAtMs !== exitedAtMs)
      yield ['exited_at has changed', `${describe(operation)}; now ${final.exitedAtMs}`]
  }
  if (final?.status !== 'active' && final && final.exitedAtMs < final.startedAtMs)
    yield ['exited_at lies before started_at', JSON.stringify(final)]
}

/** What decides something, or is told by who decides, is never behind. */
function decides({ operation }: Sighting): boolean {
  const { kind } = operation.asked
  return kind === 'start' || kind === 'exit'
}

function* areFinal(history: CheckedHistory, sessionId: string): Findings {
  const endedMs = history.knownEndedMs(sessionId)
  for (const sighting of history.sightings(sessionId)) {
    const { operation, session } = sighting
    const isLate = session.status === 'active' && operation.beganMs > endedMs
    if (isLate && (decides(sighting) || !history.allowance.areReadsStale))
      yield ['an ended session was told to be active', describe(operation)]
  }
}

/** Nobody's session ends by itself, or before anybody could have ended it. */
function* wereCaused(history: CheckedHistory, sessionId: string): Findings {
  const final = history.final.get(sessionId)
  if (!final) return
  const fromMs = history.mayEndFromMs(sessionId, final.userId)
  if (final.status === 'exited' && fromMs === Infinity)
    yield ['a session ended that nobody ended', JSON.stringify(final)]
  for (const { operation, session } of history.sightings(sessionId)) {
    if (session.status === 'exited' && operation.endedMs < fromMs)
      yield ['a session was told to have ended before anybody ended it', describe(operation)]
  }
}
