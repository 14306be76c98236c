import type { LogFields, Logger } from '../../../src/base/logger-port.ts'
import type { RequestContext } from '../../../src/base/request-context.ts'
import type { Runtime } from '../../../src/base/runtime-port.ts'
import { createApplication, type Application } from '../../../src/http/application.ts'
import type { RawRequest, RawResponse } from '../../../src/http/messages.ts'
import type { RegionDirectory, SessionsPort } from '../../../src/http/routes/ports.ts'
import type { StartAnswer } from '../../../src/regions/start-router.ts'
import { serverRoutes, type ServerParts } from '../../../src/http/routes/server-routes.ts'
import type { PlacedStartRequest } from '../../../src/regions/ports.ts'
import type { RegionInstance, RegionRegistration } from '../../../src/regions/region-instance.ts'
import { SessionEndedError, SessionNotFoundError } from '../../../src/sessions/errors.ts'
import type { ActiveSession, EndedSession } from '../../../src/sessions/session.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

export const SESSION_ID = '550e8400-e29b-41d4-a716-446655440000'
export const EXPIRED_ID = '550e8400-e29b-41d4-a716-446655440001'
export const STARTED_AT_MS = Date.UTC(2024, 0, 15, 10, 30)
export const EXITED_AT_MS = Date.UTC(2024, 0, 15, 10, 35)

export const activeSession: ActiveSession = {
  sessionId: SESSION_ID,
  userId: 'user123',
  region: 'eu',
  startedAtMs: STARTED_AT_MS,
  status: 'active',
  epoch: 0,
  version: 1,
}

export function endedSession(status: EndedSession['status'], sessionId = SESSION_ID): EndedSession {
  return { ...activeSession, sessionId, status, exitedAtMs: EXITED_AT_MS, version: 2 }
}

export interface LogLine extends LogFields {
  readonly level: string
  readonly message: string
}

export function recordingLog(lines: LogLine[], bound: LogFields = {}): Logger {
  const at = (level: string) => (message: string, fields?: LogFields) => {
    lines.push({ ...bound, ...fields, level, message })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => recordingLog(lines, { ...bound, ...fields }),
  }
}

interface StartCall {
  readonly request: PlacedStartRequest
  readonly forwarded: boolean
  readonly context: RequestContext
}

/** What the routes talk to: answers as told, and remembers what it was asked. */
export class FakeParts {
  readonly starts: StartCall[] = []
  readonly listQueries: unknown[] = []
  readonly registrations: RegionRegistration[] = []
  checks: Record<string, string> = { store: 'ok' }
  startAnswer: (call: StartCall) => Promise<StartAnswer> = async ({ request }) => ({
    kind: 'session',
    result: {
      outcome: 'created',
      session: {
        ...activeSession,
        sessionId: request.sessionId,
        userId: request.userId,
        region: request.preferredRegion ?? 'eu',
      },
    },
  })

  readonly sessions: SessionsPort = {
    exit: async (id) => {
      if (id === SESSION_ID) return endedSession('exited')
      if (id === EXPIRED_ID) return endedSession('expired', EXPIRED_ID)
      throw new SessionNotFoundError(`there is no session ${id}`)
    },
    keepAlive: async (id) => {
      if (id === SESSION_ID) return { session: activeSession, expiresAtMs: STARTED_AT_MS + 60_000 }
      if (id === EXPIRED_ID) throw new SessionEndedError(`session ${id} has ended: it is expired`)
      throw new SessionNotFoundError(`there is no session ${id}`)
    },
    find: async (id) => {
      if (id === SESSION_ID) return activeSession
      if (id === EXPIRED_ID) return endedSession('expired', EXPIRED_ID)
      throw new SessionNotFoundError(`there is no session ${id}`)
    },
    listOfUser: async (query) => {
      this.listQueries.push(query)
      return {
        sessions: [activeSession, endedSession('expired', EXPIRED_ID)],
        next: { startedAtMs: STARTED_AT_MS, sessionId: EXPIRED_ID },
      }
    },
    listActive: async (query) => {
      this.listQueries.push(query)
      return { sessions: [activeSession] }
    },
  }

  readonly regions: RegionDirectory = {
    register: (registration) => {
      this.registrations.push(registration)
      return instanceOf(registration)
    },
    list: () => this.registrations.map(instanceOf),
  }

  serverParts(runtime: Runtime, role: 'main' | 'regional' = 'main'): ServerParts {
    return {
      identity: { role, region: role === 'main' ? 'main' : 'eu', version: '0.0.0' },
      runtime,
      starts: {
        start: (request, forwarded, context) => {
          const call = { request, forwarded, context }
          this.starts.push(call)
          return this.startAnswer(call)
        },
      },
      sessions: this.sessions,
      readiness: { check: async () => this.checks },
      metrics: { metricsText: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }) },
      ...(role === 'main' && { regions: this.regions }),
    }
  }
}

function instanceOf(registration: RegionRegistration): RegionInstance {
  return { ...registration, liveness: 'available', lastSeenAtMs: STARTED_AT_MS }
}

export interface Fixture {
  readonly application: Application
  readonly parts: FakeParts
  readonly lines: LogLine[]
  readonly finished: Array<[route: string, method: string, status: number, seconds: number]>
  readonly runtime: Runtime
  readonly advance: (ms: number) => Promise<void>
}

export const REQUEST_TIMEOUT_MS = 5_000

export function fixture(role: 'main' | 'regional' = 'main'): Fixture {
  const { runtime, advance } = manualRuntime()
  const parts = new FakeParts()
  const lines: LogLine[] = []
  const finished: Fixture['finished'] = []
  const application = createApplication({
    routes: serverRoutes(parts.serverParts(runtime, role)),
    runtime,
    log: recordingLog(lines),
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    events: { requestFinished: (...event) => finished.push(event) },
  })
  return { application, parts, lines, finished, runtime, advance }
}

export interface Answer extends RawResponse {
  /** The parsed body of a JSON answer. */
  readonly json: Record<string, unknown>
}

export async function send(
  application: Application,
  method: string,
  target: string,
  extras: Partial<RawRequest> & { body?: Uint8Array | string } = {},
): Promise<Answer> {
  const { body, ...rest } = extras
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : (body ?? new Uint8Array(0))
  const response = await application.handle({
    method,
    target,
    headers: {},
    readBody: async () => bytes,
    ...rest,
  })
  const isJson = response.headers['content-type']?.includes('json') === true
  return { ...response, json: isJson ? (JSON.parse(response.body) as Record<string, unknown>) : {} }
}

export const JSON_HEADERS = { 'content-type': 'application/json' }

export function post(
  application: Application,
  target: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(application, 'POST', target, {
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify(value),
  })
}
