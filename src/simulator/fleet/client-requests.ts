import { errorMessage } from '../../base/errors.ts'
import { SESSION_STATUSES } from '../../sessions/session.ts'
import type { IncomingAnswer } from '../../regions/ports.ts'
import type { Asked, ShownSession, Told } from '../history/history.ts'

/** Requests as a game's client makes them, and what it reads from the answers. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const JSON_BODY = { 'content-type': 'application/json' }

export function requestFor(asked: Asked, userId: string, region: string | undefined): ClientRequest {
  switch (asked.kind) {
    case 'start': {
      const headers = { ...JSON_BODY, ...(asked.key !== undefined && { 'idempotency-key': asked.key }) }
      return {
        method: 'POST',
        path: '/game/start',
        headers,
        body: JSON.stringify({ user_id: userId, region }),
      }
    }
    case 'exit':
      return {
        method: 'POST',
        path: '/game/exit',
        headers: JSON_BODY,
        body: JSON.stringify({ session_id: asked.sessionId }),
      }
    case 'heartbeat':
      return { method: 'POST', path: `/game/sessions/${asked.sessionId}/heartbeat`, headers: {} }
    case 'find':
      return { method: 'GET', path: `/game/sessions/${asked.sessionId}`, headers: {} }
    case 'list of user':
      return { method: 'GET', path: `/game/sessions?user_id=${userId}&limit=200`, headers: {} }
    default:
      return {
        method: 'GET',
        path: `/game/sessions?region=${asked.region}&status=active&limit=200`,
        headers: {},
      }
  }
}

/** A 5xx that says what is wrong says nothing of what happened; any other is a fault of the server. */
const TELLS_NOTHING = 503

export function toldBy({ status, body }: IncomingAnswer): Told {
  let json: Record<string, unknown>
  try {
    json = JSON.parse(body)
  } catch (error) {
    return { kind: 'nothing', why: `no JSON: ${errorMessage(error)}` }
  }
  const code = text(json['code']) ?? 'no code'
  if (status === TELLS_NOTHING) return { kind: 'nothing', why: code }
  if (status === 200 || status === 201) return toldSession(status, json)
  const sessionId = text(json['session_id'])
  const region = text(json['region'])
  return {
    kind: 'refused',
    status,
    code,
    ...(sessionId !== undefined && { sessionId }),
    ...(region !== undefined && { region }),
  }
}

function toldSession(status: 200 | 201, json: Record<string, unknown>): Told {
  const list = json['sessions']
  if (Array.isArray(list)) {
    const sessions = list.flatMap((one: Record<string, unknown>) => shown(one) ?? [])
    return { kind: 'sessions', sessions, isWhole: json['next_cursor'] === undefined }
  }
  const session = shown(json)
  if (!session) return { kind: 'refused', status, code: 'no session in the answer' }
  const expiresAtMs = moment(json['expires_at'])
  return { kind: 'session', status, session, ...(expiresAtMs !== undefined && { expiresAtMs }) }
}

function shown(json: Record<string, unknown>): ShownSession | undefined {
  const [sessionId, userId] = [text(json['session_id']), text(json['user_id'])]
  const status = SESSION_STATUSES.find((known) => known === json['status'])
  if (sessionId === undefined || userId === undefined || !status) return undefined
  const region = text(json['region'])
  const startedAtMs = moment(json['started_at'])
  const exitedAtMs = moment(json['exited_at'])
  return {
    sessionId,
    userId,
    status,
    ...(region !== undefined && { region }),
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(exitedAtMs !== undefined && { exitedAtMs }),
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function moment(value: unknown): number | undefined {
  return typeof value === 'string' ? Date.parse(value) : undefined
}
