import { z } from 'zod'
import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { heartbeatAnswer, type HeartbeatAnswer, sessionIdInput } from '../schema/session.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, UNAVAILABLE } from './answers.ts'
import type { SessionsPort } from './ports.ts'
import { rfc3339 } from './rfc3339.ts'

const pathParams = z.object({ session_id: sessionIdInput })

export function heartbeatRoute(sessions: SessionsPort): Route {
  return {
    method: 'POST',
    path: '/game/sessions/{session_id}/heartbeat',
    quiet: true,
    takesNoBody: true,
    operation: {
      operationId: 'keepSessionAlive',
      summary: 'Tell that the player is still there, at any server',
      tags: ['sessions'],
      requestParams: { path: pathParams },
      responses: {
        200: jsonAnswer('The session goes on.', heartbeatAnswer),
        400: problemAnswer('The id is not a UUID.'),
        404: problemAnswer('There is no such session.'),
        409: problemAnswer('The session has ended.'),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(sessions, request),
  }
}

async function answer(sessions: SessionsPort, request: HttpRequest): Promise<HttpResponse> {
  const { session_id: sessionId } = validated(pathParams, request.params)
  const { session, expiresAtMs } = await sessions.keepAlive(sessionId, request.context)
  const body: HeartbeatAnswer = {
    session_id: session.sessionId,
    user_id: session.userId,
    region: session.region,
    started_at: rfc3339(session.startedAtMs),
    status: session.status,
    ...(expiresAtMs !== undefined && { expires_at: rfc3339(expiresAtMs) }),
  }
  return { status: 200, body }
}
