import { OverloadEpisode } from '../flow/overload.ts'
import type { Reply, Request } from '../wire/messages.ts'
import { type Answer, GivenAnswers } from './given-answers.ts'
import type { Command } from './input.ts'
import type { Outbox } from './outbox.ts'

/** How many questions of this node may be open. */
export const MAX_OPEN_REQUESTS = 1000
/** After this long without a refused question an overload is over. */
const CALM_MS = 5000

interface Open {
  readonly request: Request
  readonly waitingFor: Set<string>
  readonly endsMs: number
  nextTryMs: number
}

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
  readonly #given = new GivenAnswers()
  readonly #overload = new OverloadEpisode(CALM_MS)

  constructor(parts: RequestsParts) {
    this.#parts = parts
  }

  ask(nowMs: number, { id, to, name, bytes, timeoutMs }: Command & { readonly kind: 'request' }): void {
    const { self, retryMs, outbox } = this.#parts
    const isFull = this.#open.size >= MAX_OPEN_REQUESTS
    if (isFull) this.#refuse(nowMs)
    if (isFull || to.length === 0 || this.#open.has(id)) {
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
    const { id, origin, name, bytes } = request
    if (this.#given.asked(from, id)) {
      this.#parts.outbox.event({ kind: 'request', id, from: origin, address: from, name, bytes })
      return
    }
    const answer = this.#given.of(from, id)
    if (answer) this.#answer(from, id, answer)
  }

  /** The program answers. */
  reply({ id, to, ok, bytes }: Command & { readonly kind: 'reply' }): void {
    const answer = { ok, bytes }
    this.#given.given(to, id, answer)
    this.#answer(to, id, answer)
  }

  answered({ id, from, ok, bytes }: Reply): void {
    const open = this.#open.get(id)
    if (!open?.waitingFor.delete(from)) return
    this.#parts.outbox.event({ kind: 'reply', id, from, ok, bytes })
    if (open.waitingFor.size === 0) this.#end(id, open)
  }

  wake(nowMs: number): void {
    if (this.#overload.ended(nowMs))
      this.#parts.outbox.event({ kind: 'overload', what: 'requests', begins: false, detail: '' })
    for (const [id, open] of this.#open) {
      if (nowMs >= open.endsMs) {
        this.#end(id, open)
      } else if (nowMs >= open.nextTryMs) {
        open.nextTryMs = nowMs + this.#parts.retryMs
        for (const member of open.waitingFor) this.#send(member, open.request)
      }
    }
  }

  get overloads(): number {
    return this.#overload.hits
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

  #refuse(nowMs: number): void {
    const detail = `${MAX_OPEN_REQUESTS} questions are open`
    if (this.#overload.hit(nowMs))
      this.#parts.outbox.event({ kind: 'overload', what: 'requests', begins: true, detail })
  }
}
