import { z } from 'zod'
import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { sessionIdInput, sessionView as sessionViewSchema } from '../schema/session.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, UNAVAILABLE } from './answers.ts'
import type { SessionsPort } from './ports.ts'
import { sessionView } from './session-view.ts'

const pathParams = z.object({ session_id: sessionIdInput })

export function sessionRoute(sessions: SessionsPort): Route {
  return {
    method: 'GET',
    path: '/game/sessions/{session_id}',
    operation: {
      operationId: 'getSession',
      summary: 'A session as it is now, at any server',
      tags: ['sessions'],
      requestParams: { path: pathParams },
      responses: {
        200: jsonAnswer('The session.', sessionViewSchema),
        400: problemAnswer('The id is not a UUID.'),
        404: problemAnswer('There is no such session.'),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(sessions, request),
  }
}

async function answer(sessions: SessionsPort, request: HttpRequest): Promise<HttpResponse> {
  const { session_id: sessionId } = validated(pathParams, request.params)
  return { status: 200, body: sessionView(await sessions.find(sessionId, request.context)) }
}
