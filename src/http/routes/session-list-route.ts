import type { z } from 'zod'
import type { RequestContext } from '../../base/request-context.ts'
import type { SessionPage } from '../../sessions/ports.ts'
import { encodeCursor } from '../cursor.ts'
import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { sessionListQuery } from '../schema/session-list.ts'
import { sessionPage, type SessionPageView } from '../schema/session.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, UNAVAILABLE } from './answers.ts'
import type { SessionsPort } from './ports.ts'
import { sessionView } from './session-view.ts'

export function sessionListRoute(sessions: SessionsPort): Route {
  return {
    method: 'GET',
    path: '/game/sessions',
    operation: {
      operationId: 'listSessions',
      summary: 'A user’s sessions, or a region’s active sessions, newest first',
      tags: ['sessions'],
      requestParams: { query: sessionListQuery },
      responses: {
        200: jsonAnswer('One page.', sessionPage),
        400: problemAnswer('The query is not valid.'),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(sessions, request),
  }
}

async function answer(sessions: SessionsPort, request: HttpRequest): Promise<HttpResponse> {
  const page = await readPage(sessions, validated(sessionListQuery, request.query), request.context)
  const body: SessionPageView = {
    sessions: page.sessions.map(sessionView),
    ...(page.next && { next_cursor: encodeCursor(page.next) }),
  }
  return { status: 200, body }
}

function readPage(
  sessions: SessionsPort,
  query: z.output<typeof sessionListQuery>,
  context: RequestContext,
): Promise<SessionPage> {
  const { user_id: userId, region, status, limit, cursor: after } = query
  const bounds = { limit, ...(after && { after }) }
  if (region !== undefined) return sessions.listActive({ region, ...bounds }, context)
  return sessions.listOfUser({ userId: userId ?? '', ...(status && { status }), ...bounds }, context)
}
