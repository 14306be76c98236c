import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import express, { type NextFunction, type Request, type Response } from 'express'
import type { Application } from './application.ts'
import { docsAssets } from './docs-assets.ts'
import type { RawRequest, RawResponse } from './messages.ts'
import { RequestRefusedError } from './request-refused-error.ts'
import { FORWARDED_HEADER } from './schema/headers.ts'

/** Any body that a route takes fits many times. */
export const MAX_BODY_BYTES = 16 * 1024
/**
 * So much of a body that nobody wants is still read before the answer: a client that is cut off while it sends may never
 * see the answer.
 */
export const MAX_DISCARDED_BYTES = 1024 * 1024

/** What games send all the time goes straight to the application: Express would only hand it over, for a tenth of its cost. */
const PAST_EXPRESS: ReadonlySet<string | undefined> = new Set(['/game/start', '/game/exit'])

/** Express in front of the application: it serves the docs' files and hands everything else over. */
export function createRequestListener(application: Application): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(
    '/docs',
    docsAssets(),
    (_error: unknown, request: Request, response: Response, _next: NextFunction) =>
      serve(application, request, response, new RequestRefusedError('not_found', 'this file cannot be sent')),
  )
  app.use((request: Request, response: Response) => serve(application, request, response))
  // Express's own answer to an error would show the stack.
  app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => response.destroy())
  return (request, response) => {
    // Express routes by path; what has none goes straight to the application, which refuses it.
    if (request.url?.startsWith('/') && !PAST_EXPRESS.has(request.url)) app(request, response)
    else void serve(application, request, response)
  }
}

async function serve(
  application: Application,
  request: IncomingMessage,
  response: ServerResponse,
  found: RequestRefusedError | undefined = transportFault(request),
): Promise<void> {
  if (response.headersSent) return void response.destroy()
  const body = new IncomingBody(request, response)
  const raw: RawRequest = {
    method: request.method ?? '',
    target: targetOf(request),
    headers: request.headers,
    readBody: async () => {
      const bytes = await body.read()
      if (request.headers[FORWARDED_HEADER] !== undefined) await endOfConnectionSeen()
      return bytes
    },
    onClientGone: (gone) => onClientGone(request, response, gone),
    ...(found && { fault: found }),
  }
  const answer = await application.handle(raw)
  await body.discardRest()
  send(request, response, answer, body.isAllRead)
}

/** Express shortens `url` while it is in a router that is mounted on a path. */
function targetOf(request: IncomingMessage): string {
  if ('originalUrl' in request && typeof request.originalUrl === 'string') return request.originalUrl
  return request.url ?? ''
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RawResponse,
  keepConnection: boolean,
): void {
  // The server itself may have answered meanwhile, and closed: the request came too slowly, or broke off in garbage.
  if (response.destroyed || !request.socket.writable) return
  if (!keepConnection) response.setHeader('connection', 'close')
  // A 204 has no body and, by RFC 9110, no Content-Length.
  const length = answer.status === 204 ? undefined : { 'content-length': Buffer.byteLength(answer.body) }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  response.end(answer.body)
}

/**
 * A server that stood still reads requests whose senders have long given up and asked elsewhere; carried out, such a start
 * would make a second session. The end of its connection then lies right behind the request: the first turn ends with the
 * events under way, the second comes after the next look at all connections.
 */
async function endOfConnectionSeen(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

function onClientGone(request: IncomingMessage, response: ServerResponse, gone: () => void): void {
  // Once the client has ended the connection, Node closes it, only later than this.
  if (response.closed || request.socket.readableEnded) return gone()
  response.once('close', () => {
    if (!response.writableFinished) gone()
  })
}

/** What is wrong with a request whatever its path and method. */
function transportFault(request: IncomingMessage): RequestRefusedError | undefined {
  const { expect, 'transfer-encoding': transferEncoding } = request.headers
  if (request.httpVersion === '1.1' && countOfHeader(request.rawHeaders, 'host') !== 1) {
    return new RequestRefusedError('invalid_request', 'the request needs exactly one Host header')
  }
  if (transferEncoding !== undefined && transferEncoding.toLowerCase() !== 'chunked') {
    return new RequestRefusedError('unsupported_encoding', 'the only Transfer-Encoding taken here is chunked')
  }
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return new RequestRefusedError('expectation_failed', 'the only Expect taken here is 100-continue')
  }
  return undefined
}

/** Node keeps the first of several Host headers and drops the rest without a word. */
function countOfHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index] ?? ''
    if (header.length === name.length && header.toLowerCase() === name) count++
  }
  return count
}

const NO_BYTES = new Uint8Array(0)

/** The body of one request, read within bounds. How long a client may take to send it is the server's to watch. */
class IncomingBody {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  /** The client waits to be told to send the body. */
  #clientWaits: boolean

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request
    this.#response = response
    this.#clientWaits = request.headers.expect !== undefined
  }

  get isAllRead(): boolean {
    return this.#request.readableEnded || !hasBody(this.#request)
  }

  async read(): Promise<Uint8Array> {
    const announced = Number(this.#request.headers['content-length'] ?? 0)
    if (announced > MAX_BODY_BYTES) throw tooLarge()
    if (!hasBody(this.#request)) return NO_BYTES
    if (this.#clientWaits) this.#response.writeContinue()
    this.#clientWaits = false
    const chunks: Uint8Array[] = []
    const size = await this.#consume(MAX_BODY_BYTES, (chunk) => chunks.push(chunk))
    if (size > MAX_BODY_BYTES) throw tooLarge()
    if (!this.#request.readableEnded) throw new RequestRefusedError('invalid_request', 'the body ended early')
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  }

  async discardRest(): Promise<void> {
    // What was announced as longer, or is not sent yet, is not waited for: the connection closes instead.
    const announced = Number(this.#request.headers['content-length'] ?? 0)
    if (this.isAllRead || this.#clientWaits || announced > MAX_DISCARDED_BYTES) return
    await this.#consume(MAX_DISCARDED_BYTES, () => {})
  }

  /** Takes chunks until the body ends, breaks off, or is longer than `limit`; resolves with the bytes seen. */
  #consume(limit: number, take: (chunk: Uint8Array) => void): Promise<number> {
    const request = this.#request
    if (request.destroyed) return Promise.resolve(0)
    return new Promise((resolve) => {
      let size = 0
      const finish = () => {
        request.off('data', onData).off('end', finish).off('close', finish)
        resolve(size)
      }
      const onData = (chunk: Uint8Array) => {
        size += chunk.length
        if (size > limit) {
          request.pause()
          finish()
        } else take(chunk)
      }
      request.on('data', onData).once('end', finish).once('close', finish)
      request.resume()
    })
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

function tooLarge(): RequestRefusedError {
  return new RequestRefusedError('payload_too_large', `a body has at most ${MAX_BODY_BYTES} bytes here`)
}
