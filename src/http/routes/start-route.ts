import { z } from 'zod'
import type { Runtime } from '../../base/runtime-port.ts'
import type { PlacedStartRequest, RegionAnswer } from '../../regions/ports.ts'
import { isSessionId, sessionIdForKey } from '../../sessions/session-id.ts'
import type { StartResult } from '../../sessions/ports.ts'
import { isForwarded } from '../incoming-context.ts'
import { headerText, type HttpRequest, type HttpResponse, type RequestHeaders } from '../messages.ts'
import { RequestRefusedError } from '../request-refused-error.ts'
import type { Route } from '../route.ts'
import { EARLIER_ATTEMPTS_HEADER, IDEMPOTENCY_KEY_HEADER, SESSION_ID_HEADER } from '../schema/headers.ts'
import { startAnswer, startRequest, type StartAnswer } from '../schema/session.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, REFUSED_BODY, UNAVAILABLE } from './answers.ts'
import type { StartPort } from './ports.ts'
import { rfc3339 } from './rfc3339.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

const requestHeaders = z.object({
  [IDEMPOTENCY_KEY_HEADER]: z.string().regex(IDEMPOTENCY_KEY).optional().meta({
    description: 'Makes the start repeatable: the same user and key always give the same session.',
  }),
})

export function startRoute(starts: StartPort, runtime: Runtime): Route {
  return {
    method: 'POST',
    path: '/game/start',
    operation: {
      operationId: 'startSession',
      summary: 'Start a session, or get the one that the player is in',
      tags: ['sessions'],
      requestParams: { header: requestHeaders },
      requestBody: { required: true, content: { 'application/json': { schema: startRequest } } },
      responses: {
        200: jsonAnswer('The session that there was already, as it is now.', startAnswer),
        201: jsonAnswer('A new session.', startAnswer),
        ...REFUSED_BODY,
        409: problemAnswer(
          'The user is in a session (`active_session_exists`, under the policy `reject`), or the session id belongs to another session.',
        ),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(starts, runtime, request),
  }
}

async function answer(starts: StartPort, runtime: Runtime, request: HttpRequest): Promise<HttpResponse> {
  const placed = placedStart(request, runtime)
  const answered = await starts.start(placed, isForwarded(request.headers), request.context)
  return answered.kind === 'session' ? startedSession(answered.result) : relayed(answered.answer)
}

function placedStart(request: HttpRequest, runtime: Runtime): PlacedStartRequest {
  const { user_id: userId, region } = validated(startRequest, request.body)
  const key = idempotencyKey(request.headers)
  return {
    userId,
    ...sessionName(userId, key, request.headers, runtime),
    ...(region !== undefined && { preferredRegion: region }),
    ...(key !== undefined && { idempotencyKey: key }),
  }
}

function idempotencyKey(headers: RequestHeaders): string | undefined {
  const key = headerText(headers, IDEMPOTENCY_KEY_HEADER)
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key
  throw new RequestRefusedError(
    'invalid_request',
    'Idempotency-Key must be 1 to 255 visible ASCII characters',
  )
}

/** A client's key names the session; else the forwarding server has drawn its id, else this server does. */
function sessionName(
  userId: string,
  key: string | undefined,
  headers: RequestHeaders,
  runtime: Runtime,
): Pick<PlacedStartRequest, 'sessionId' | 'sessionIdFrom' | 'mayRepeat'> {
  if (key !== undefined)
    return { sessionId: sessionIdForKey(userId, key), sessionIdFrom: 'here', mayRepeat: true }
  const given = isForwarded(headers) ? headerText(headers, SESSION_ID_HEADER) : undefined
  if (given === undefined) return { sessionId: runtime.newId(), sessionIdFrom: 'here', mayRepeat: false }
  const mayRepeat = headerText(headers, EARLIER_ATTEMPTS_HEADER) !== undefined
  if (isSessionId(given)) return { sessionId: given, sessionIdFrom: 'elsewhere', mayRepeat }
  throw new RequestRefusedError('invalid_request', `${SESSION_ID_HEADER} must be a UUID in lower case`)
}

function startedSession({ outcome, session }: StartResult): HttpResponse {
  const body: StartAnswer = {
    session_id: session.sessionId,
    user_id: session.userId,
    region: session.region,
    started_at: rfc3339(session.startedAtMs),
    status: session.status,
  }
  return { status: outcome === 'created' ? 201 : 200, body }
}

function relayed({ status, body, contentType, retryAfter }: RegionAnswer): HttpResponse {
  return {
    status,
    body,
    contentType,
    ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
  }
}
