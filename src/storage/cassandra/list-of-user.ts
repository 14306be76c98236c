import { expired } from '../../sessions/expiry.ts'
import type { ListPosition, SessionPage, UserSessionsQuery } from '../../sessions/ports.ts'
import type { Session } from '../../sessions/session.ts'
import { boundedMap } from './bounded-map.ts'
import type { Call } from './call.ts'
import type { Lifetimes } from './lifetimes.ts'
import type { TablePort } from './table-port.ts'

const ENDS_AT_ONCE = 8

interface Parts {
  readonly tables: TablePort
  readonly lifetimes: Lifetimes
  /** Ends a session that may be over; gives it as it then is. */
  readonly settle: (session: Session, call: Call) => Promise<Session>
  /** Told of a place in the list where the session is not. */
  readonly onStray: (userId: string, position: ListPosition) => void
}

/** The order comes from the list, everything else from the authority. */
export async function listOfUser(
  { tables, lifetimes, settle, onStray }: Parts,
  query: UserSessionsQuery,
  judgedMs: number,
  call: Call,
): Promise<SessionPage> {
  const { userId, status, limit, after } = query
  const listed = await call.read(() => tables.readUserPage(userId, limit + 1, after))
  const positions = listed.slice(0, limit)
  if (positions.length === 0) return { sessions: [] }
  const ids = positions.map((position) => position.sessionId)
  const view = await call.read(() => tables.readUserSessions(userId, ids, 'plain'))
  const byId = new Map(view.rows.map(({ session }) => [session.sessionId, session]))
  const known = positions.flatMap((position) => {
    const session = byId.get(position.sessionId)
    if (!session || session.startedAtMs === position.startedAtMs) return session ?? []
    onStray(userId, position)
    return []
  })
  const seen = await lifetimes.seenAll(known, judgedMs, call)
  const settled = await boundedMap(seen, ENDS_AT_ONCE, async (each) =>
    expired(each, judgedMs, lifetimes.rules) ? settle(each.session, call) : each.session,
  )
  const sessions = settled.filter((session) => status === undefined || session.status === status)
  const next = positions.at(-1)
  return listed.length > limit && next ? { sessions, next } : { sessions }
}
