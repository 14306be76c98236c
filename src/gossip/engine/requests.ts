import type { Reply, Request } from '../wire/messages.ts'
import type { Command } from './input.ts'
import type { Outbox } from './outbox.ts'

/** How many questions of this node may be open, and how many of others it remembers in order to answer repeats alike. */
const MAX_OPEN = 1000
const MAX_REMEMBERED = 4096

interface Open {
  readonly request: Request
  readonly waitingFor: Set<string>
  readonly endsMs: number
  nextTryMs: number
}

type Answer = Pick<Reply, 'ok' | 'bytes'>

export interface RequestsParts {
  readonly self: string
  readonly retryMs: number
  readonly outbox: Outbox
  /** Where a live member is reached. */
  readonly addressOf: (name: string) => string | undefined
}

/**
 * Questions to members and their answers. A question is repeated until its answer comes or its time is over; the one
 * asked handles it once and gives a repeat the same answer.
 */
export class Requests {
  readonly #parts: RequestsParts
  readonly #open = new Map<string, Open>()
  /** Of others, by who asks and id; `undefined`: in the hands of the program. Oldest first. */
  readonly #handled = new Map<string, Answer | undefined>()

  constructor(parts: RequestsParts) {
    this.#parts = parts
  }

  ask(nowMs: number, { id, to, name, bytes, timeoutMs }: Command & { readonly kind: 'request' }): void {
    const { self, retryMs, outbox } = this.#parts
    if (to.length === 0 || this.#open.has(id) || this.#open.size >= MAX_OPEN) {
      outbox.event({ kind: 'unanswered', id, from: to })
      return
    }
    const request: Request = { type: 'request', id, origin: self, name, bytes }
    this.#open.set(id, {
      request,
      waitingFor: new Set(to),
      endsMs: nowMs + timeoutMs,
      nextTryMs: nowMs + retryMs,
    })
    for (const member of to) this.#send(member, request)
  }

  /** Another node asks. */
  asked(from: string, request: Request): void {
    const { outbox } = this.#parts
    const handle = handleOf(from, request.id)
    if (!this.#handled.has(handle)) {
      this.#remember(handle, undefined)
      const { id, origin, name, bytes } = request
      outbox.event({ kind: 'request', id, from: origin, address: from, name, bytes })
      return
    }
    const answer = this.#handled.get(handle)
    if (answer) this.#answer(from, request.id, answer)
  }

  /** The program answers. */
  reply({ id, to, ok, bytes }: Command & { readonly kind: 'reply' }): void {
    const answer = { ok, bytes }
    const handle = handleOf(to, id)
    if (this.#handled.has(handle)) this.#handled.set(handle, answer)
    this.#answer(to, id, answer)
  }

  answered({ id, from, ok, bytes }: Reply): void {
    const open = this.#open.get(id)
    if (!open?.waitingFor.delete(from)) return
    this.#parts.outbox.event({ kind: 'reply', id, from, ok, bytes })
    if (open.waitingFor.size === 0) this.#end(id, open)
  }

  wake(nowMs: number): void {
    for (const [id, open] of this.#open) {
      if (nowMs >= open.endsMs) {
        this.#end(id, open)
      } else if (nowMs >= open.nextTryMs) {
        open.nextTryMs = nowMs + this.#parts.retryMs
        for (const member of open.waitingFor) this.#send(member, open.request)
      }
    }
  }

  nextWakeMs(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { endsMs, nextTryMs } of this.#open.values()) next = Math.min(next, endsMs, nextTryMs)
    return next
  }

  #end(id: string, { waitingFor }: Open): void {
    this.#open.delete(id)
    this.#parts.outbox.event({ kind: 'unanswered', id, from: [...waitingFor] })
  }

  #send(member: string, request: Request): void {
    const address = this.#parts.addressOf(member)
    if (address !== undefined) this.#parts.outbox.send(address, request)
  }

  #answer(to: string, id: string, { ok, bytes }: Answer): void {
    this.#parts.outbox.send(to, { type: 'reply', id, from: this.#parts.self, ok, bytes })
  }

  #remember(handle: string, answer: Answer | undefined): void {
    this.#handled.set(handle, answer)
    for (const oldest of this.#handled.keys()) {
      if (this.#handled.size <= MAX_REMEMBERED) break
      this.#handled.delete(oldest)
    }
  }
}

/** Two nodes may give their questions the same id. */
function handleOf(address: string, id: string): string {
  return `${address} ${id}`
}
