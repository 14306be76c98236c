import { once } from 'node:events'
import { type IncomingHttpHeaders, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A start as main sent it. */
export interface ForwardedStart {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly userId: string
  /** The id that main drew; absent when the client sent a key. */
  readonly sessionId: string | undefined
}

/** What it does with a start: it has the bare socket, so it can answer anything or nothing. */
export type Behaviour = (start: ForwardedStart, socket: Socket) => void | Promise<void>

/** A server that main takes for a region's, and that behaves as a test wants. */
export class RegionStandIn {
  readonly region: string
  readonly asked: ForwardedStart[] = []
  behave: Behaviour
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer()
  readonly #underWay: Promise<void>[] = []

  constructor(region: string, behave: Behaviour) {
    this.region = region
    this.behave = behave
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => this.#sockets.delete(socket))
    })
    this.#server.on('request', (request) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const start = readStart(request.headers, Buffer.concat(chunks).toString())
        this.asked.push(start)
        this.#underWay.push(Promise.resolve(this.behave(start, request.socket)))
      })
    })
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves when it has done with every start so far; rejects when it could not behave as it should. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  /** From then on connections to its port are refused. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }
}

function readStart(headers: IncomingHttpHeaders, body: string): ForwardedStart {
  const { user_id: userId } = JSON.parse(body) as { user_id: string }
  const sessionId = headers['gamemesh-session-id']
  return { headers, body, userId, sessionId: typeof sessionId === 'string' ? sessionId : undefined }
}

/** One HTTP answer as bytes; the connection closes after it. */
export function answerText(status: number | string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries({
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${body}`
}

export const JSON_TYPE = { 'content-type': 'application/json' }
export const PROBLEM_TYPE = { 'content-type': 'application/problem+json' }

export function answering(
  status: number | string,
  body: string | ((start: ForwardedStart) => unknown),
  headers: Record<string, string> = JSON_TYPE,
): Behaviour {
  return (start, socket) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body(start))
    socket.end(answerText(status, headers, text))
  }
}

/** The start goes on to a real server; what that answers, main gets to see only if `then` says so. */
export function passingOn(
  urlOf: () => string,
  then: (answer: string, socket: Socket, start: ForwardedStart) => void | Promise<void>,
): Behaviour {
  return async (start, socket) => then(await passOn(urlOf(), start), socket, start)
}

export const PASSED_HEADERS = [
  'content-type',
  'gamemesh-forwarded',
  'gamemesh-session-id',
  'idempotency-key',
  'x-request-id',
]

export async function passOn(url: string, { headers, body }: ForwardedStart): Promise<string> {
  const passed = PASSED_HEADERS.flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value] as [string, string]] : []
  })
  const answer = await fetch(`${url}/game/start`, { method: 'POST', headers: passed, body })
  return answerText(answer.status, JSON_TYPE, await answer.text())
}
