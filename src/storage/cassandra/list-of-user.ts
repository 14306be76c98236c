import type { SessionPage, UserSessionsQuery } from '../../sessions/ports.ts'
import type { Session } from '../../sessions/session.ts'
import type { Call } from './call.ts'
import type { TablePort } from './table-port.ts'

/** The order comes from the list, everything else from the authority. */
export async function listOfUser(
  tables: TablePort,
  query: UserSessionsQuery,
  call: Call,
): Promise<SessionPage> {
  const { userId, status, limit, after } = query
  const listed = await call.read(() => tables.readUserPage(userId, limit + 1, after))
  const positions = listed.slice(0, limit)
  if (positions.length === 0) return { sessions: [] }
  const ids = positions.map((position) => position.sessionId)
  const view = await call.read(() => tables.readUserSessions(userId, ids, 'plain'))
  const byId = new Map(view.rows.map(({ session }) => [session.sessionId, session]))
  const sessions = ids
    .map((id) => byId.get(id))
    .filter((session): session is Session => session !== undefined)
    .filter((session) => status === undefined || session.status === status)
  const next = positions.at(-1)
  return listed.length > limit && next ? { sessions, next } : { sessions }
}
