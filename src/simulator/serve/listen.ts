import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { DeadlineExceededError } from '../../base/errors.ts'
import type { Answer, Question } from './exchange.ts'
import { Problem, PROBLEM_TYPE, problemOf, RETRY_SOON } from './problem.ts'

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly answer: (question: Question) => Promise<Answer>
  /** Told of what is nobody's mistake but the program's. */
  readonly onFault: (error: unknown) => void
  readonly answerTimeoutMs?: number
}

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

export const ANSWER_TIMEOUT_MS = 10_000
const CLOSE_GRACE_MS = 2_000
const MAX_CONNECTIONS = 256
const MAX_HEADER_BYTES = 16 * 1024
const STALLED_MS = 30_000
const BOUNDS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: MAX_HEADER_BYTES,
}

/** Nothing may be kept, guessed, framed or taken along to elsewhere; a page widens the policy by what it needs. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Serves answers over HTTP/1.1. Rejects when the address cannot be had. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const stopping = new AbortController()
  const server = createServer(BOUNDS, (request, response) => {
    void exchange(options, stopping.signal, request, response)
  })
  server.setTimeout(STALLED_MS)
  server.maxConnections = MAX_CONNECTIONS
  await bound(server, options)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => close(server, stopping),
  }
}

function bound(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Runs that are under way are told to stop; what is still open after the grace is cut. */
function close(server: Server, stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    stopping.abort(new Problem('shutting_down', 'Try again when the server is back.', RETRY_SOON))
    server.closeIdleConnections()
  })
}

async function exchange(
  { answer, onFault, answerTimeoutMs = ANSWER_TIMEOUT_MS }: ListenOptions,
  stopping: AbortSignal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID()
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(lateError(answerTimeoutMs)), answerTimeoutMs)
  response.once('close', () => deadline.abort(new Problem('internal', 'The visitor has gone.')))
  const signal = AbortSignal.any([stopping, deadline.signal])
  try {
    const { method = '', url: target = '' } = request
    send(request, response, requestId, await answer({ method, target, signal }))
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'internal' && !response.destroyed) onFault(error)
    send(request, response, requestId, problemAnswer(problem, requestId))
  } finally {
    clearTimeout(timer)
  }
}

function lateError(timeoutMs: number): Error {
  return new DeadlineExceededError(
    `No answer within ${timeoutMs / 1000} s: ask for fewer nodes, or try again.`,
  )
}

function problemAnswer(problem: Problem, requestId: string): Answer {
  return {
    status: problem.status,
    contentType: PROBLEM_TYPE,
    body: `${JSON.stringify(problem.document(requestId))}\n`,
    headers: problem.headers,
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { status, headers, contentType, body }: Answer,
): void {
  if (response.destroyed) return
  // What is left of a body that nobody wants is not waited for.
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
