import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { exitAnswer, exitRequest, type ExitAnswer } from '../schema/session.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, REFUSED_BODY, UNAVAILABLE } from './answers.ts'
import type { SessionsPort } from './ports.ts'
import { rfc3339 } from './rfc3339.ts'

export function exitRoute(sessions: SessionsPort): Route {
  return {
    method: 'POST',
    path: '/game/exit',
    operation: {
      operationId: 'exitSession',
      summary: 'End a session, at any server; every repetition gets the same answer',
      tags: ['sessions'],
      requestBody: { required: true, content: { 'application/json': { schema: exitRequest } } },
      responses: {
        200: jsonAnswer('The session has ended.', exitAnswer),
        ...REFUSED_BODY,
        404: problemAnswer('There is no such session.'),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(sessions, request),
  }
}

async function answer(sessions: SessionsPort, request: HttpRequest): Promise<HttpResponse> {
  const { session_id: sessionId } = validated(exitRequest, request.body)
  const session = await sessions.exit(sessionId, request.context)
  const body: ExitAnswer = {
    session_id: session.sessionId,
    user_id: session.userId,
    exited_at: rfc3339(session.exitedAtMs),
    status: session.status,
  }
  return { status: 200, body }
}
