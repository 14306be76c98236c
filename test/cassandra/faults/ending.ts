import { expect } from '@jest/globals'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { inTime } from '../keyspaces.ts'
import { type Entry, lies } from './history.ts'

const DEADLINE_MS = 20_000

/**
 * Looks at every session of a user once more, and tries every start once more: no answer of the history was untrue. Gives
 * the sessions.
 */
export async function expectTruth(
  store: SessionStore,
  userId: string,
  history: readonly Entry[],
  isAlone: boolean,
): Promise<ReadonlyMap<string, Session>> {
  const nowMs = timeOf(history)
  const sessions = await sessionsOf(store, history, nowMs)
  expect({ userId, lies: lies(history, { sessions, isAlone }) }).toEqual({ userId, lies: [] })
  const starts = new Set(history.filter(({ call }) => call === 'start').map(({ sessionId }) => sessionId))
  for (const sessionId of starts) {
    const session = sessions.get(sessionId)
    if (!session) continue
    const command = { sessionId, userId, region: 'xx', nowMs, idFrom: 'elsewhere', mayRepeat: true } as const
    const retried = await inTime(DEADLINE_MS, (deadline) => store.start(command, deadline))
    expect(retried).toEqual({ outcome: 'repeated', session })
  }
  return sessions
}

/** That of the last start, so that nothing expires only now. */
function timeOf(history: readonly Entry[]): number {
  return Math.max(
    ...history.map(({ answer }) => (answer.kind === 'session' ? answer.session.startedAtMs : 0)),
  )
}

async function sessionsOf(
  store: SessionStore,
  history: readonly Entry[],
  nowMs: number,
): Promise<Map<string, Session>> {
  const answered = history.flatMap(({ answer }) =>
    answer.kind === 'session' ? answer.session.sessionId : [],
  )
  const ids = new Set([...history.map(({ sessionId }) => sessionId), ...answered])
  const sessions = new Map<string, Session>()
  for (const id of ids) {
    const found = await inTime(DEADLINE_MS, (deadline) => store.find(id, nowMs, deadline))
    if (found) sessions.set(id, found)
  }
  return sessions
}
