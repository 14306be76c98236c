import type { Body, Envelope } from '../protocol/envelope.ts'
import { ERROR_CODE, errorName } from '../protocol/errors.ts'
import type { Fields } from './call.ts'
import type { NodeHost } from './node-port.ts'

/** More questions than this under way at once are refused. */
const MAX_PENDING_REQUESTS = 8192
const DEFAULT_TIMEOUT_MS = 1000
const DEFAULT_ATTEMPTS = 1

export interface RequestOptions {
  /** How long one attempt is waited for. */
  readonly timeoutMs?: number
  /** The request is sent so often, under one number: whoever gets it twice acts once. */
  readonly attempts?: number
}

export type Answer =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly code: number; readonly text: string }

interface Pending {
  readonly message: Envelope
  readonly timeoutMs: number
  attemptsLeft: number
  readonly done: (answer: Answer) => void
  disarm: () => void
}

/** Requests of this node that wait for an answer: each gets one, if need be a timeout. */
export class PendingRequests {
  readonly #host: NodeHost
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(host: NodeHost) {
    this.#host = host
  }

  send(
    src: string,
    dest: string,
    fields: Fields & { readonly type: string },
    options: RequestOptions,
    done: (answer: Answer) => void,
  ): void {
    if (this.#pending.size >= MAX_PENDING_REQUESTS) {
      done({ ok: false, code: ERROR_CODE.temporarilyUnavailable, text: 'too many requests are under way' })
      return
    }
    const id = ++this.#lastId
    const pending: Pending = {
      message: { src, dest, body: { ...fields, msg_id: id } },
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      attemptsLeft: options.attempts ?? DEFAULT_ATTEMPTS,
      done,
      disarm: () => {},
    }
    this.#pending.set(id, pending)
    this.#attempt(id, pending)
  }

  /** An answer that nobody waits for any more is dropped. */
  settle(src: string, body: Body): void {
    const id = body.in_reply_to
    const pending = id === undefined ? undefined : this.#pending.get(id)
    if (id === undefined || !pending || pending.message.dest !== src) return
    this.#pending.delete(id)
    pending.disarm()
    pending.done(body.type === 'error' ? failure(body) : { ok: true, body })
  }

  #attempt(id: number, pending: Pending): void {
    pending.attemptsLeft -= 1
    this.#host.send(pending.message)
    pending.disarm = this.#host.after(pending.timeoutMs, () => {
      if (pending.attemptsLeft > 0) return this.#attempt(id, pending)
      this.#pending.delete(id)
      pending.done({ ok: false, code: ERROR_CODE.timeout, text: `${pending.message.dest} does not answer` })
    })
  }
}

function failure(body: Body): Answer {
  const code = typeof body['code'] === 'number' ? body['code'] : ERROR_CODE.crash
  const text = typeof body['text'] === 'string' ? body['text'] : errorName(code)
  return { ok: false, code, text }
}
