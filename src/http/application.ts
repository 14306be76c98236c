import { errorMessage, isError } from '../base/errors.ts'
import type { Deadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger-port.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { requestId, timeToAnswerMs, traceContext } from './incoming-context.ts'
import type { HttpResponse, RawRequest, RawResponse } from './messages.ts'
import { problemCode, problemResponse } from './problem.ts'
import { checkBodyHeaders, readJsonObject } from './read-body.ts'
import { problemKind } from './error-map.ts'
import { noRequestEvents, type RequestEvents } from './request-events.ts'
import { RequestLogger } from './request-logger.ts'
import { RequestRefusedError } from './request-refused-error.ts'
import { parseQuery, parseTarget } from './request-target.ts'
import type { Route } from './route.ts'
import { allowedMethods, Router, type Match } from './router.ts'
import { REQUEST_ID_HEADER } from './schema/headers.ts'

/**
 * Everything between bytes in and bytes out that is the same for each route: finding it, the body, the deadline, errors,
 * the log line. It knows no server: Express hands requests to it in production, the virtual network in the simulator.
 */
export interface Application {
  /** Never rejects. */
  handle(raw: RawRequest): Promise<RawResponse>
}

export interface ApplicationOptions {
  readonly routes: readonly Route[]
  readonly runtime: Runtime
  readonly log: Logger
  /** From the moment that a request has arrived whole. */
  readonly requestTimeoutMs: number
  readonly events?: RequestEvents
}

/** What becomes known of a request on its way. */
interface Exchange {
  readonly requestId: string
  readonly log: Logger
  template: string
  quiet: boolean
  /** When the request had arrived whole: how long a client takes to send it is not the server's doing. */
  startedAtMs: number
  clientGone: boolean
}

const UNMATCHED = 'unmatched'
const COMMON_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** Logged and counted, never sent: the client went away, so that no failure is ours. */
const CLIENT_GONE_STATUS = 499

export function createApplication(options: ApplicationOptions): Application {
  const { runtime, requestTimeoutMs, events = noRequestEvents } = options
  const router = new Router(options.routes)

  async function handle(raw: RawRequest): Promise<RawResponse> {
    const id = requestId(raw.headers, runtime)
    const log = new RequestLogger(options.log, id)
    const exchange: Exchange = {
      requestId: id,
      log,
      template: UNMATCHED,
      quiet: false,
      startedAtMs: runtime.monotonicNowMs(),
      clientGone: false,
    }
    let response: RawResponse
    try {
      response = render(await answer(raw, exchange), id)
    } catch (error) {
      logFailure(error, exchange)
      response = render(problemResponse(error, id), id)
    }
    finish(raw, exchange, response.status)
    return response
  }

  async function answer(raw: RawRequest, exchange: Exchange): Promise<HttpResponse> {
    if (raw.fault) throw raw.fault
    const target = parseTarget(raw.target)
    const match = router.match(target.path)
    if (!match) throw new RequestRefusedError('not_found', 'there is nothing at this path')
    exchange.template = match.template
    const route = match.routes.get(raw.method === 'HEAD' ? 'GET' : raw.method)
    if (!route) return answerOtherMethod(raw.method, match)
    exchange.quiet = route.quiet === true
    const query = parseQuery(target.rawQuery)
    const body = route.method === 'POST' && !route.takesNoBody ? await readBody(raw) : undefined
    if (body) exchange.startedAtMs = runtime.monotonicNowMs()
    const deadline = runtime.deadline(timeToAnswerMs(raw.headers, requestTimeoutMs))
    raw.onClientGone?.(() => giveUp(exchange, deadline))
    const trace = traceContext(raw.headers)
    const { requestId: id, log } = exchange
    const context = { requestId: id, deadline, log, ...(trace && { trace }) }
    const { method, headers } = raw
    try {
      return await route.handle({
        method,
        path: target.path,
        params: match.params,
        query,
        headers,
        body,
        context,
      })
    } finally {
      deadline.dispose()
    }
  }

  function finish(raw: RawRequest, exchange: Exchange, sentStatus: number): void {
    const ms = runtime.monotonicNowMs() - exchange.startedAtMs
    const status = exchange.clientGone ? CLIENT_GONE_STATUS : sentStatus
    const method = COMMON_METHODS.has(raw.method) ? raw.method : 'other'
    events.requestFinished(exchange.template, method, status, ms / 1000)
    const level = exchange.quiet && status < 500 ? 'debug' : 'info'
    options.log[level]('request', {
      method,
      path: exchange.template,
      status,
      ms: Math.round(ms * 100) / 100,
      request_id: exchange.requestId,
    })
  }

  return { handle }
}

function giveUp(exchange: Exchange, deadline: Deadline): void {
  exchange.clientGone = true
  deadline.cancel('the client went away')
}

async function readBody(raw: RawRequest): Promise<object> {
  checkBodyHeaders(raw.headers)
  return readJsonObject(await raw.readBody(), raw.headers)
}

function answerOtherMethod(method: string, match: Match): HttpResponse {
  const headers = { allow: allowedMethods(match) }
  if (method === 'OPTIONS') return { status: 204, headers }
  throw new RequestRefusedError('method_not_allowed', `this path takes ${headers.allow}`, { headers })
}

function logFailure(error: unknown, exchange: Exchange): void {
  const code = problemCode(error)
  if (code === 'internal') {
    const stack = isError(error) ? error.stack : undefined
    exchange.log.error('request failed by a fault', { error: errorMessage(error), stack })
  } else if (problemKind(code).status >= 500 && !exchange.clientGone) {
    const cause = isError(error) && error.cause !== undefined ? errorMessage(error.cause) : undefined
    exchange.log.warn('request failed', { code, error: errorMessage(error), cause })
  }
}

function render(answer: HttpResponse, id: string): RawResponse {
  const headers: Record<string, string> = {
    [REQUEST_ID_HEADER]: id,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  let body = ''
  if (answer.body !== undefined) {
    headers['content-type'] = answer.contentType ?? 'application/json'
    body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  }
  return {
    status: answer.status,
    headers: answer.headers ? Object.assign(headers, answer.headers) : headers,
    body,
  }
}
