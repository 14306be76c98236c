import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { parseAddress } from '../gossip/transport/addresses.ts'
import type { SocketLayer } from '../gossip/transport/socket-layer.ts'
import { printable } from './mesh-printable.ts'

const CONNECT_TIMEOUT_MS = 3_000
/** More than any node answers with. */
const MAX_ANSWER_LENGTH = 64 * 1_048_576

/** The node could not be reached, or has refused; the message is for whoever called. */
class MeshCallError extends Error {
  override readonly name = 'MeshCallError'
}

export interface MeshCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** Talks to the control surface of a node. */
export class MeshClient {
  readonly #address: string
  readonly #layer: SocketLayer
  readonly #answerMs: number

  constructor(address: string, layer: SocketLayer, answerMs: number) {
    this.#address = address
    this.#layer = layer
    this.#answerMs = answerMs
  }

  /** Gives the answer's body: a value if it is JSON, else text. */
  async call(call: MeshCall): Promise<unknown> {
    const response = await this.#send(call)
    const text = await wholeText(response)
    const value = isJson(response) ? jsonOf(text) : text
    if ((response.statusCode ?? 0) < 300) return value
    throw new MeshCallError(
      `${this.#address}: ${detailOf(value) ?? `answered with status ${response.statusCode}`}`,
    )
  }

  /** Hands over line after line until `signal` aborts or the node ends it; gives whether the latter. */
  async stream(path: string, onLine: (value: unknown) => void, signal: AbortSignal): Promise<boolean> {
    const response = await this.#send({ method: 'GET', path }, signal)
    if (response.statusCode !== 200) {
      const detail = detailOf(jsonOf(await wholeText(response)))
      throw new MeshCallError(`${this.#address}: ${detail ?? `answered with status ${response.statusCode}`}`)
    }
    try {
      for await (const line of createInterface({ input: response })) if (line !== '') onLine(jsonOf(line))
      return !signal.aborted
    } catch {
      return !signal.aborted
    }
  }

  async #send({ method, path, body }: MeshCall, signal?: AbortSignal): Promise<IncomingMessage> {
    const socket = await this.#connect()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const sent = request({
      method,
      path,
      host: parseAddress(this.#address).host,
      headers: { host: this.#address, ...(text !== undefined && { 'content-type': 'application/json' }) },
      createConnection: () => socket,
      ...(signal ? { signal } : { timeout: this.#answerMs }),
    })
    sent.end(text)
    return this.#response(sent)
  }

  #response(sent: ClientRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new MeshCallError(`${this.#address}: ${why}`))
      sent.once('response', resolve)
      sent.once('timeout', () => {
        fail('did not answer in time')
        sent.destroy()
      })
      sent.once('error', () => fail(UNFIT))
    })
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer)
        socket.on('error', () => {}).destroy()
        reject(new MeshCallError(`${this.#address}: ${WHY[reason] ?? `could not be reached (${reason})`}`))
      }
      const timer = setTimeout(() => fail('no answer'), CONNECT_TIMEOUT_MS)
      const ready = (made: Socket) => {
        clearTimeout(timer)
        resolve(made)
      }
      const socket = this.#layer.dial(parseAddress(this.#address), ready, fail)
    })
  }
}

const UNFIT =
  'hung up: it is no node of the mesh, or wants the secret or the certificates of its cluster (--secret-file, --tls-…)'

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the node running, and is this its address?',
  wrong_secret: 'knows another cluster secret',
  wrong_cluster: 'belongs to another cluster (--cluster)',
  foreign_certificate: 'does not take this certificate, or shows one of another authority',
  tls_failed:
    'breaks off the handshake: it may be of another cluster (--cluster), or want --secret-file instead of --tls-…',
  not_tls: 'does not speak TLS: it has neither secret nor certificates, so leave them out',
}

async function wholeText(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > MAX_ANSWER_LENGTH) throw new MeshCallError('the answer does not end')
  }
  return text
}

function isJson({ headers }: IncomingMessage): boolean {
  return /[/+]json/.test(headers['content-type'] ?? '')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function detailOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return undefined
  return typeof problem.detail === 'string' ? printable(problem.detail) : undefined
}
