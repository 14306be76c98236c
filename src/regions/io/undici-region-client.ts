import { Agent, request as send } from 'undici'
import { errorMessage } from '../../base/errors.ts'
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
      const response = await send(request.url, {
        dispatcher: this.#agent,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        signal: request.signal,
      })
      const body = await readBounded(response.body, request.maxAnswerBytes)
      return { status: response.statusCode, headers: flatten(response.headers), body }
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason
      throw new RegionUnreachableError(`${request.method} ${request.url} failed: ${causeOf(error)}`, {
        cause: error,
      })
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    // Leaving the loop destroys the stream and with it the connection.
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length).toString('utf8')
}

/** A repeated header counts with its first value. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) flat[name] = first
  }
  return flat
}

/** An AggregateError ("tried ::1 and 127.0.0.1") has an empty message of its own. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorMessage).join('; ')
  return errorMessage(error)
}
