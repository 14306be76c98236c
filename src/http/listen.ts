import { randomUUID } from 'node:crypto'
import { createServer, STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../base/logger-port.ts'
import type { Application } from './application.ts'
import { problemKind, type ProblemCode } from './error-map.ts'
import { createRequestListener } from './express-adapter.ts'
import { problemDocumentOf } from './problem.ts'
import { PROBLEM_TYPE } from './schema/problem.ts'
import { REQUEST_ID_HEADER } from './schema/headers.ts'

/** What one client, and all of them together, can hold of the server. */
export interface ServerBounds {
  /** For the first byte of a connection's request to the end of its headers. */
  readonly headersTimeoutMs: number
  /** For the whole request, body included. A client slower than this is cut off with 408. */
  readonly requestTimeoutMs: number
  /** How late the two above may be noticed. */
  readonly checkIntervalMs: number
  /** A kept connection without a request is closed after this; longer than load balancers keep theirs. */
  readonly keepAliveMs: number
  /** A connection on which nothing moves in the middle of an exchange, such as a client that does not read. */
  readonly stalledMs: number
  readonly maxHeaderBytes: number
  readonly maxConnections: number
}

export const DEFAULT_BOUNDS: ServerBounds = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  checkIntervalMs: 1_000,
  keepAliveMs: 65_000,
  stalledMs: 60_000,
  maxHeaderBytes: 16 * 1024,
  maxConnections: 10_000,
}

/** How long a client that broke the protocol has to read why, before its connection is cut. */
const LAST_ANSWER_MS = 500
const DROP_REPORT_PERIOD_MS = 10_000

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly log: Logger
  readonly bounds?: Partial<ServerBounds>
}

export interface HttpServer {
  readonly port: number
  /**
   * Takes no new connections and lets the requests that are there finish. What is not finished after `graceMs` is told
   * so, and cut.
   */
  close(graceMs: number): Promise<void>
}

/** Serves the application over HTTP/1.1. Rejects when the address cannot be had. */
export async function listen(application: Application, options: ListenOptions): Promise<HttpServer> {
  const { host, port, log, bounds } = options
  const server = boundedServer({ ...DEFAULT_BOUNDS, ...bounds })
  const exchanges = new OpenExchanges()
  const serve = createRequestListener(application)
  const onRequest: typeof serve = (request, response) => {
    exchanges.opened(request.socket, response)
    serve(request, response)
  }
  server.on('connection', (socket) => exchanges.connected(socket))
  server.on('request', onRequest)
  // Without these two Node answers an Expect by itself: it asks for any body, and refuses without a problem document.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', onRequest)
  server.on('connect', (_request, socket: Socket) =>
    refuse(socket, 'invalid_request', 'this server is no proxy'),
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (exchanges.isAnswering(socket)) socket.destroy()
    else refuseClientError(socket, codeOfClientError(error.code))
  })
  reportRefusedConnections(server, log)
  await bound(server, host, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: (graceMs) => close(server, exchanges, graceMs),
  }
}

function boundedServer(bounds: ServerBounds): Server {
  const server = createServer({
    headersTimeout: bounds.headersTimeoutMs,
    requestTimeout: bounds.requestTimeoutMs,
    connectionsCheckingInterval: bounds.checkIntervalMs,
    keepAliveTimeout: bounds.keepAliveMs,
    maxHeaderSize: bounds.maxHeaderBytes,
    // The adapter asks for it itself, so that its absence gets a problem document.
    requireHostHeader: false,
  })
  server.setTimeout(bounds.stalledMs)
  server.maxConnections = bounds.maxConnections
  // Their size is bounded; a bound on their number would drop the rest without a word.
  server.maxHeadersCount = 0
  return server
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** At most one line per period: whoever opens too many connections must not fill the log as well. */
function reportRefusedConnections(server: Server, log: Logger): void {
  let refused = 0
  let reportedAtMs = -Infinity
  server.on('drop', () => {
    refused += 1
    if (performance.now() - reportedAtMs < DROP_REPORT_PERIOD_MS) return
    log.warn('too many connections; new ones are refused', { refused, limit: server.maxConnections })
    refused = 0
    reportedAtMs = performance.now()
  })
}

function codeOfClientError(code: string | undefined): ProblemCode {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers_too_large'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'payload_too_large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request_timeout'
    default:
      return 'invalid_request'
  }
}

function refuseClientError(socket: Socket, code: ProblemCode): void {
  const isMalformed = code === 'invalid_request'
  refuse(
    socket,
    code,
    isMalformed ? 'the request is not HTTP/1.1 as this server reads it' : problemKind(code).title,
  )
}

/** Answers on a connection that has no request that could be answered, and closes it. */
function refuse(socket: Socket, code: ProblemCode, detail: string): void {
  // Each further piece of what the client sends arrives here again.
  if (socket.writableEnded) return
  if (!socket.writable) return void socket.destroy()
  const { status } = problemKind(code)
  const requestId = randomUUID()
  const body = JSON.stringify(problemDocumentOf(code, requestId, detail))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `${REQUEST_ID_HEADER}: ${requestId}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
  // Cut at once, unread bytes of the client's would make the system drop the answer on its way.
  setTimeout(() => socket.destroy(), LAST_ANSWER_MS).unref()
}

/** Which connections there are, and which of them wait for an answer. */
class OpenExchanges {
  readonly #connections = new Set<Socket>()
  readonly #waiting = new Map<Socket, ServerResponse>()
  #stopping = false

  connected(socket: Socket): void {
    this.#connections.add(socket)
    // Node takes its own listener off a connection that it hands over; without any, a reset would end the process.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#connections.delete(socket)
      this.#waiting.delete(socket)
    })
  }

  opened(socket: Socket, response: ServerResponse): void {
    if (this.#stopping) response.setHeader('connection', 'close')
    this.#waiting.set(socket, response)
    response.once('close', () => {
      if (this.#waiting.get(socket) === response) this.#waiting.delete(socket)
    })
  }

  /** An answer is on its way: nothing may be written between its bytes. */
  isAnswering(socket: Socket): boolean {
    return this.#waiting.get(socket)?.headersSent === true
  }

  /** From now on each answer is its connection's last; connections that have never asked go at once. */
  stop(): void {
    this.#stopping = true
    for (const socket of this.#connections) if (socket.bytesRead === 0) socket.destroy()
    for (const response of this.#waiting.values()) {
      if (!response.headersSent) response.setHeader('connection', 'close')
    }
  }

  /** Tells those who still wait that they wait in vain, and cuts all connections. */
  cut(): void {
    for (const [socket, response] of this.#waiting) {
      if (response.headersSent) socket.destroy()
      else refuse(socket, 'shutting_down', '')
    }
    for (const socket of this.#connections) if (!this.#waiting.has(socket)) socket.destroy()
  }
}

async function close(server: Server, exchanges: OpenExchanges, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  exchanges.stop()
  const bell = setTimeout(() => exchanges.cut(), graceMs)
  await closed
  clearTimeout(bell)
}
