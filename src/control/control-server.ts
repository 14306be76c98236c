import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type AccessRules, type Caller, judgeCaller } from './access.ts'
import { EventStreams } from './event-stream.ts'
import { type ControlAnswer, headerOf } from './exchange.ts'
import { findRoute } from './find-route.ts'
import { jsonText } from './json-text.ts'
import {
  ANSWER_TIMEOUT_MS,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_TARGET_LENGTH,
  REQUEST_TIMEOUT_MS,
} from './limits.ts'
import type { ControlledNode } from './ports.ts'
import { Problem, problemOf } from './problem.ts'
import { readBody } from './read-body.ts'

export interface ControlServerOptions {
  readonly node: ControlledNode
  readonly access: AccessRules
  readonly onFault: (error: unknown) => void
}

/** The control surface: HTTP on connections that somebody else has accepted, one request on each. */
export class ControlServer {
  readonly #options: ControlServerOptions
  readonly #server: Server
  readonly #streams = new EventStreams()
  readonly #sockets = new Map<Socket, NodeJS.Timeout>()
  #isClosed = false

  constructor(options: ControlServerOptions) {
    this.#options = options
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false })
    // Its own timers run only in a server that listens.
    this.#server.timeout = 0
    this.#server.on('request', (request, response) => void this.#answer(request, response))
    this.#server.on('clientError', (_error, socket) => void socket.destroy())
  }

  take(socket: Socket): void {
    socket.on('error', () => {})
    if (this.#isClosed || this.#sockets.size >= MAX_CONNECTIONS) return void socket.destroy()
    this.#arm(socket, REQUEST_TIMEOUT_MS)
    socket.once('close', () => {
      clearTimeout(this.#sockets.get(socket))
      this.#sockets.delete(socket)
    })
    this.#server.emit('connection', socket)
  }

  /** Takes nothing more, ends streams, and cuts off what is still open after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true
    this.#streams.end()
    await Promise.race([this.#allClosed(), new Promise((resolve) => setTimeout(resolve, graceMs).unref())])
    for (const socket of this.#sockets.keys()) socket.destroy()
  }

  async #allClosed(): Promise<void> {
    const open = [...this.#sockets.keys()]
    await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  }

  #arm(socket: Socket, ms: number): void {
    clearTimeout(this.#sockets.get(socket))
    this.#sockets.set(
      socket,
      setTimeout(() => socket.destroy(), ms),
    )
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = acceptedOrNew(headerOf(request, 'x-request-id'))
    response.setHeader('x-request-id', id)
    response.setHeader('cache-control', 'no-store')
    response.setHeader('connection', 'close')
    try {
      this.#write(request.socket, response, await this.#handle(request))
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'internal') this.#options.onFault(error)
      writeProblem(response, problem, id)
    }
  }

  async #handle(request: IncomingMessage): Promise<ControlAnswer> {
    const { node, access } = this.#options
    const target = request.url ?? ''
    if (target.length > MAX_TARGET_LENGTH)
      throw new Problem('uri_too_long', `at most ${MAX_TARGET_LENGTH} characters`)
    const refusal = judgeCaller(callerOf(request), request.method === 'GET', access)
    if (refusal) throw refusal
    const [path = '', query = ''] = target.split('?', 2)
    const { route, rest } = findRoute(request.method ?? '', path)
    const body = route.takesBody ? await readBody(request) : undefined
    this.#arm(request.socket, ANSWER_TIMEOUT_MS)
    return route.handle(node, { rest, query: new URLSearchParams(query), body })
  }

  #write(socket: Socket, response: ServerResponse, answer: ControlAnswer): void {
    switch (answer.kind) {
      case 'json':
        response.writeHead(answer.status, { 'content-type': 'application/json' })
        return void response.end(`${jsonText(answer.body)}\n`)
      case 'text':
        response.writeHead(200, { 'content-type': answer.contentType })
        return void response.end(answer.text)
      case 'empty':
        return void response.writeHead(204).end()
      case 'stream':
        this.#streams.answer(response, answer.open)
        // It has its own bounds from here on.
        return clearTimeout(this.#sockets.get(socket))
    }
  }
}

function writeProblem(response: ServerResponse, problem: Problem, requestId: string): void {
  if (response.headersSent) return void response.destroy()
  const { status, title, code, message, headers } = problem
  response.writeHead(status, { ...headers, 'content-type': 'application/problem+json' })
  response.end(
    `${JSON.stringify({ type: 'about:blank', title, status, code, detail: message, request_id: requestId })}\n`,
  )
}

function callerOf(request: IncomingMessage): Caller {
  return {
    ip: request.socket.remoteAddress ?? '',
    localIp: request.socket.localAddress ?? '',
    isProven: request.socket instanceof TLSSocket,
    host: headerOf(request, 'host'),
    origin: headerOf(request, 'origin'),
    fetchSite: headerOf(request, 'sec-fetch-site'),
    isForwarded: ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => name in request.headers),
  }
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

function acceptedOrNew(given: string | undefined): string {
  return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
}
