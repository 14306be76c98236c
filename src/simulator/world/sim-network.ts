import { type RandomStream, between } from '../../base/rng.ts'
import { RegionUnreachableError } from '../../regions/errors.ts'
import type { IncomingAnswer, OutgoingRequest, RegionClient } from '../../regions/ports.ts'
import type { RawRequest, RawResponse } from '../../http/messages.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'

/** What listens at an address: a server's application. */
export interface Listener {
  handle(request: RawRequest): Promise<RawResponse>
}

export interface LinkDelays {
  readonly fastestMs: number
  readonly slowestMs: number
}

const encoder = new TextEncoder()

/** The network of a world: requests and answers take virtual time, drawn anew for each, so that they overtake each other. */
export class SimNetwork {
  readonly #scheduler: Scheduler
  readonly #random: RandomStream
  readonly #trace: Trace
  readonly #delays: LinkDelays
  readonly #listeners = new Map<string, Listener>()

  constructor(scheduler: Scheduler, random: RandomStream, trace: Trace, delays: LinkDelays) {
    this.#scheduler = scheduler
    this.#random = random
    this.#trace = trace
    this.#delays = delays
  }

  listen(origin: string, listener: Listener): void {
    this.#listeners.set(origin, listener)
  }

  /** Nothing listens there any more; requests under way find nobody. */
  cut(origin: string): void {
    this.#listeners.delete(origin)
  }

  /** The network as one process sees it. */
  client(from: string): RegionClient {
    return { send: (request) => this.#send(from, request), close: async () => {} }
  }

  #send(from: string, request: OutgoingRequest): Promise<IncomingAnswer> {
    const { origin } = new URL(request.url)
    return new Promise((resolve, reject) => {
      const { signal } = request
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#trace.add(from, `asks ${request.method} ${request.url} ${request.body ?? ''}`)
      this.#later(() => {
        const listener = this.#listeners.get(origin)
        if (!listener) {
          this.#later(() => reject(new RegionUnreachableError(`nothing listens at ${origin}`)))
          return
        }
        void this.#deliver(listener, request).then((answer) => {
          this.#later(() => {
            this.#trace.add(from, `gets ${answer.status} ${answer.body}`)
            resolve(answer)
          })
        })
      })
    })
  }

  async #deliver(listener: Listener, request: OutgoingRequest): Promise<IncomingAnswer> {
    const url = new URL(request.url)
    const { status, headers, body } = await listener.handle({
      method: request.method,
      target: `${url.pathname}${url.search}`,
      headers: { host: url.host, ...request.headers },
      readBody: async () => encoder.encode(request.body ?? ''),
      onClientGone: (gone) => request.signal.addEventListener('abort', gone, { once: true }),
    })
    return { status, headers, body }
  }

  #later(fire: () => void): void {
    this.#scheduler.after(between(this.#random, this.#delays.fastestMs, this.#delays.slowestMs), fire)
  }
}
