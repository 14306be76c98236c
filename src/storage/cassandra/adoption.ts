import type { ActiveSession, EndedSession, Session } from '../../sessions/session.ts'
import type { PublicRow } from './table-port.ts'

/** A session that came without a region was at no region's server. */
const NO_REGION = 'unknown'

/**
 * The session that a row of `sessions` describes which the authority does not know: it was written by something else
 * than Gamemesh. Its version is such that the next derived write beats the timestamps that the row has.
 */
export function sessionOfPublicRow(row: PublicRow): Session {
  const writtenAtMs = Math.floor(row.writtenAtUs / 1000)
  const startedAtMs = row.startedAtMs ?? writtenAtMs
  const facts = {
    sessionId: row.sessionId,
    userId: row.userId,
    region: row.region ?? NO_REGION,
    startedAtMs,
    epoch: 0,
    version: Math.max(1, (row.version ?? 0) + 1, row.writtenAtUs - startedAtMs * 1000 + 1),
  }
  if (row.status === 'active') return { ...facts, status: 'active' }
  return {
    ...facts,
    status: row.status === 'expired' ? 'expired' : 'exited',
    exitedAtMs: Math.max(startedAtMs, row.exitedAtMs ?? writtenAtMs),
  }
}

/** A user has one active session: the adopted one ended, at the latest, when the one that holds the slot began. */
export function endedBySuccessor(session: ActiveSession, successor: ActiveSession): EndedSession {
  return {
    ...session,
    status: 'exited',
    exitedAtMs: Math.max(session.startedAtMs, successor.startedAtMs),
  }
}
