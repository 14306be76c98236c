import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as TlsAgent, request as httpsRequest } from 'node:https'
import { MAX_GOSSIP_BYTES } from './messages.ts'
import type { TlsIdentity } from './http-server.ts'

export interface PeerAnswer {
  readonly status: number
  readonly contentType: string
  readonly header: (name: string) => string | undefined
  readonly body: Buffer
}

export type PeerFailure = 'unreachable' | 'timeout' | 'broken' | 'too_large' | 'tls'

export class PeerError extends Error {
  override readonly name = 'PeerError'
  readonly reason: PeerFailure

  constructor(reason: PeerFailure, message: string) {
    super(message)
    this.reason = reason
  }
}

export interface PeerClientOptions {
  readonly tls?: TlsIdentity
  readonly token?: string
}

const IDLE_SOCKETS_PER_PEER = 2
const KEPT = { keepAlive: true, maxFreeSockets: IDLE_SOCKETS_PER_PEER }
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
])
/** A kept connection that the peer has closed meanwhile. */
const CLOSED_MEANWHILE = new Set(['ECONNRESET', 'EPIPE'])

/** Posts gossip to peers, over connections that stay open. */
export class PeerClient {
  #agent: Agent
  readonly #isTls: boolean
  readonly #headers: Readonly<Record<string, string>>

  constructor({ tls, token }: PeerClientOptions = {}) {
    this.#isTls = tls !== undefined
    this.#agent = tls ? tlsAgent(tls) : new Agent(KEPT)
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  /** Rejects with a `PeerError`, at the latest after `deadlineMs`. */
  async post(
    peer: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    deadlineMs: number,
  ): Promise<PeerAnswer> {
    const endsAtMs = performance.now() + deadlineMs
    try {
      return await this.#post(peer, body, headers, deadlineMs)
    } catch (error) {
      // Gossip may be repeated: what has arrived already changes nothing.
      if (!(error instanceof StaleConnectionError)) throw error
      return this.#post(peer, body, headers, Math.max(1, endsAtMs - performance.now()))
    }
  }

  /** Calls from now on show this certificate. Those under way break off, and go on over new connections if they can. */
  renew(tls: TlsIdentity): void {
    const before = this.#agent
    this.#agent = tlsAgent(tls)
    before.destroy()
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(
    peer: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    deadlineMs: number,
  ): Promise<PeerAnswer> {
    return new Promise((resolve, reject) => {
      const send = this.#isTls ? httpsRequest : httpRequest
      const request = send(`${this.#isTls ? 'https' : 'http'}://${peer}/gossip`, {
        method: 'POST',
        agent: this.#agent,
        headers: { ...this.#headers, ...headers, 'content-length': Buffer.byteLength(body) },
      })
      const timer = setTimeout(
        () => request.destroy(new PeerError('timeout', `no answer within ${Math.round(deadlineMs)} ms`)),
        deadlineMs,
      )
      request.on('error', (error) => reject(failureOf(error, request)))
      request.on('close', () => clearTimeout(timer))
      request.on('response', (response) => {
        collect(response).then(
          (bytes) => resolve(answerOf(response, bytes)),
          (error: unknown) => {
            request.destroy()
            reject(error instanceof PeerError ? error : new PeerError('broken', 'the answer ended early'))
          },
        )
      })
      request.end(body)
    })
  }
}

/**
 * The cluster's own authority alone decides: names are not compared, since peers are dialled by addresses that change.
 * Without one the machine's authorities sign for anybody, so the name has to be the peer's.
 */
function tlsAgent(tls: TlsIdentity): TlsAgent {
  const base = { ...KEPT, ...tls, minVersion: 'TLSv1.3' } as const
  return new TlsAgent(tls.ca === undefined ? base : { ...base, checkServerIdentity: () => undefined })
}

class StaleConnectionError extends PeerError {}

function failureOf(error: NodeJS.ErrnoException, request: ClientRequest): PeerError {
  if (error instanceof PeerError) return error
  const { code = '' } = error
  if (request.reusedSocket && CLOSED_MEANWHILE.has(code)) return new StaleConnectionError('broken', code)
  if (UNREACHABLE.has(code)) return new PeerError('unreachable', code)
  const isTls = /^(ERR_TLS|ERR_SSL|CERT|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(code)
  return new PeerError(isTls ? 'tls' : 'broken', code || error.message)
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.length
    if (size > MAX_GOSSIP_BYTES)
      throw new PeerError('too_large', `more than ${MAX_GOSSIP_BYTES} bytes came back`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function answerOf({ statusCode, headers }: IncomingMessage, body: Buffer): PeerAnswer {
  const contentType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? ''
  return {
    status: statusCode ?? 0,
    contentType,
    header: (name) => {
      const value = headers[name]
      return typeof value === 'string' ? value : undefined
    },
    body,
  }
}
