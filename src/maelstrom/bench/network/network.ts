import type { RandomStream } from '../../../base/rng.ts'
import type { Body, Envelope } from '../../protocol/envelope.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import { parseExactly } from '../json.ts'
import { HeldInbox } from './held-inbox.ts'
import { isClient, type Journal } from './journal.ts'
import { drawLatency, type Latency } from './latency.ts'

export interface NetworkOptions {
  readonly latency: Latency
  /** Share of messages between servers that get lost. */
  readonly loss: number
  readonly delivery: Delivery
}

export const DELIVERIES = ['prompt', 'held'] as const
/** Each message when it is due; or one after the other, as the reference bench does. */
export type Delivery = (typeof DELIVERIES)[number]

type Receive = (message: Envelope) => void

/**
 * Delivers each message after a latency of its own, so that messages may overtake each other. Who may hear whom is judged
 * at delivery: a partition also takes what is under way.
 */
export class Network {
  readonly #clock: BenchClock
  readonly #options: NetworkOptions
  readonly #random: RandomStream
  readonly #journal: Journal
  readonly #receivers = new Map<string, Receive>()
  readonly #inboxes = new Map<string, HeldInbox>()
  /** By receiver: whom it does not hear. */
  #blocked: ReadonlyMap<string, ReadonlySet<string>> = new Map()
  #lastId = 0

  constructor(clock: BenchClock, options: NetworkOptions, random: RandomStream, journal: Journal) {
    this.#clock = clock
    this.#options = options
    this.#random = random
    this.#journal = journal
  }

  attach(id: string, receive: Receive): void {
    this.#receivers.set(id, receive)
    if (this.#options.delivery === 'held') this.#inboxes.set(id, new HeldInbox(this.#clock))
  }

  partition(blocked: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.#blocked = blocked
  }

  heal(): void {
    this.#blocked = new Map()
  }

  /** Returns what is wrong with the message, if it cannot be sent. */
  send(message: Envelope): string | undefined {
    const { src, dest, body } = message
    const receive = this.#receivers.get(dest)
    if (!receive) return `${src} sent ${body.type} to ${JSON.stringify(dest)}, which does not exist`
    const id = ++this.#lastId
    this.#note('send', id, message)
    // A body is a text on the way: what the sender does to its objects afterwards changes nothing.
    const text = JSON.stringify(body)
    const withClient = isClient(src) || isClient(dest)
    const delay = withClient ? 0 : drawLatency(this.#options.latency, this.#random)
    const isLost = !withClient && this.#options.loss > 0 && this.#random.next() < this.#options.loss
    const take = () => {
      if (isLost || this.#blocked.get(dest)?.has(src)) {
        this.#note('lost', id, message)
        return undefined
      }
      return () => {
        this.#note('recv', id, message)
        // What was a body is one again.
        receive({ id, src, dest, body: parseExactly(text) as Body })
      }
    }
    const inbox = this.#inboxes.get(dest)
    if (inbox) inbox.put(delay, take)
    else this.#clock.after(delay, () => take()?.())
    return undefined
  }

  #note(kind: 'send' | 'recv' | 'lost', id: number, { src, dest, body }: Envelope): void {
    this.#journal.add({ kind, atMs: this.#clock.nowMs(), id, src, dest, type: body.type })
  }
}
