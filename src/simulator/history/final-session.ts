import type { Session } from '../../sessions/session.ts'

/** What is there when everything has settled: the sessions of all users, as the authority has them. */
export type FinalSessions = ReadonlyMap<string, Session>

export function endOf(session: Session): number | undefined {
  return session.status === 'active' ? undefined : session.exitedAtMs
}
