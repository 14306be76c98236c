import { Agent, type Dispatcher } from 'undici'
import { errorMessage, isError } from '../../base/errors.ts'
import { RegionUnreachableError } from '../errors.ts'
import type { IncomingAnswer, OutgoingRequest, RegionClient } from '../ports.ts'

/** Connections to one server. Requests beyond them wait, inside their own deadlines. */
const CONNECTIONS_PER_SERVER = 128
/** Servers with an idle connection kept open; others are connected to anew. */
const MAX_SERVERS = 1_024
const CONNECT_TIMEOUT_MS = 2_000
/** Shorter than the servers' own keep-alive time, so that a connection is not used while its server closes it. */
const KEEP_ALIVE_MS = 4_000
const MAX_HEADER_BYTES = 16 * 1024

/** The network between servers: kept-alive HTTP connections, one pool per server. It follows no redirect. */
export class UndiciRegionClient implements RegionClient {
  readonly #agent = new Agent({
    connections: CONNECTIONS_PER_SERVER,
    maxOrigins: MAX_SERVERS,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The deadline's signal bounds the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  async send(request: OutgoingRequest): Promise<IncomingAnswer> {
    try {
      return await this.#exchange(request)
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason
      throw new RegionUnreachableError(`${request.method} ${request.url} failed: ${causeOf(error)}`, {
        cause: error,
        stateChanged: wasNeverConnected(error) ? 'no' : 'unknown',
      })
    }
  }

  #exchange(request: OutgoingRequest): Promise<IncomingAnswer> {
    const { method, url, headers, body = null, signal } = request
    signal.throwIfAborted()
    const pathAt = url.indexOf('/', url.indexOf('://') + '://'.length)
    const target = { origin: url.slice(0, pathAt), path: url.slice(pathAt) }
    return new Promise((resolve, reject) => {
      const answer = new AnswerReader(request.maxAnswerBytes, resolve, reject)
      const giveUp = () => answer.giveUp(signal.reason)
      signal.addEventListener('abort', giveUp, { once: true })
      answer.onEnd = () => signal.removeEventListener('abort', giveUp)
      this.#agent.dispatch({ ...target, method, headers, body }, answer)
    })
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

/**
 * Takes one answer as undici reads it: a start has it small and whole, so that the stream which undici's `request` makes of
 * it would cost more than the answer.
 */
class AnswerReader implements Dispatcher.DispatchHandler {
  onEnd: () => void = () => {}
  readonly #maxBytes: number
  readonly #resolve: (answer: IncomingAnswer) => void
  readonly #reject: (reason: unknown) => void
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #givenUp: unknown
  #length = 0
  #status = 0
  #headers: Record<string, string> = {}

  constructor(
    maxBytes: number,
    resolve: (answer: IncomingAnswer) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#maxBytes = maxBytes
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Closes the connection: what else came on it would be taken for the next request's answer. */
  giveUp(reason: unknown): void {
    this.#givenUp = reason
    this.#controller?.abort(asError(reason))
    this.#reject(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The request waited for a connection longer than its caller did.
    if (this.#givenUp !== undefined) controller.abort(asError(this.#givenUp))
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    this.#status = status
    this.#headers = flatten(headers)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.byteLength
    if (this.#length <= this.#maxBytes) this.#chunks.push(chunk)
    else controller.abort(new Error(`the answer is longer than ${this.#maxBytes} bytes`))
  }

  onResponseEnd(): void {
    this.onEnd()
    const body = Buffer.concat(this.#chunks, this.#length).toString('utf8')
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.onEnd()
    this.#reject(error)
  }
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

function asError(reason: unknown): Error {
  return isError(reason) ? reason : new Error(errorMessage(reason))
}

/** A repeated header counts with its first value. */
function flatten(headers: AnswerHeaders): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) flat[name] = first
  }
  return flat
}

/** Codes of errors that end a request before any of it is sent. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

function wasNeverConnected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(wasNeverConnected)
  return isError(error) && 'code' in error && NOT_CONNECTED.has(error.code)
}

/** An AggregateError ("tried ::1 and 127.0.0.1") has an empty message of its own. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorMessage).join('; ')
  return errorMessage(error)
}
