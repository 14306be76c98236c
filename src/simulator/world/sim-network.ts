import type { RandomStream } from '../../base/rng.ts'
import { RegionUnreachableError } from '../../regions/errors.ts'
import type { IncomingAnswer, OutgoingRequest, RegionClient } from '../../regions/ports.ts'
import type { RawRequest, RawResponse } from '../../http/messages.ts'
import { type DrawnFault, NO_REQUEST_FAULTS, type RequestFaults, drawRequestFault } from './request-faults.ts'
import type { Links } from './links.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimProcess } from './sim-process.ts'
import type { Tally } from './tally.ts'
import type { Trace } from './trace.ts'

/** What listens at an address: a server's application. */
export interface Listener {
  handle(request: RawRequest): Promise<RawResponse>
}

interface Served {
  readonly process: SimProcess
  readonly listener: Listener
}

export interface NetworkParts {
  readonly scheduler: Scheduler
  readonly links: Links
  readonly random: RandomStream
  readonly trace: Trace
  readonly faultsMet: Tally
  /** Whether a proxy may carry the request out twice. */
  readonly mayRepeat?: (request: OutgoingRequest) => boolean
  /** Told of each request that was carried out twice. */
  readonly onRepeated?: (request: OutgoingRequest) => void
}

const encoder = new TextEncoder()

/**
 * The network of a world: requests and answers take virtual time, drawn anew for each, so that they overtake each other;
 * they get lost, are cut off, are repeated. What a request meets is drawn when it is sent.
 */
export class SimNetwork {
  readonly #parts: NetworkParts
  readonly #served = new Map<string, Served>()
  faults: RequestFaults = NO_REQUEST_FAULTS

  constructor(parts: NetworkParts) {
    this.#parts = parts
  }

  /** From now on, and as long as the process lives. */
  listen(origin: string, process: SimProcess, listener: Listener): void {
    this.#served.set(origin, { process, listener })
  }

  /** Takes no new requests; those under way are answered. */
  closeDoor(origin: string): void {
    this.#served.delete(origin)
  }

  /** The network as one process sees it. */
  client(from: SimProcess): RegionClient {
    return { send: (request) => this.#send(from, request), close: async () => {} }
  }

  #send(from: SimProcess, request: OutgoingRequest): Promise<IncomingAnswer> {
    const { trace, random, faultsMet, onRepeated, mayRepeat = () => true } = this.#parts
    return new Promise((resolve, reject) => {
      if (!from.isAlive) return
      const { signal } = request
      if (signal.aborted) return reject(signal.reason)
      const drawn = drawRequestFault(random, this.faults)
      const fault = drawn?.kind === 'repeated' && !mayRepeat(request) ? undefined : drawn
      if (fault) faultsMet.add(`request ${fault.kind}`)
      trace.add(from.name, `asks ${request.method} ${request.url} ${request.body ?? ''} ${fault?.kind ?? ''}`)
      const exchange = new Exchange(this.#parts, from, request, resolve, reject)
      exchange.run(this.#served, fault)
      if (fault?.kind !== 'repeated') return
      onRepeated?.(request)
      const shadow = new Exchange(this.#parts, from, request, resolve, reject)
      this.#parts.scheduler.after(fault.afterMs, () => shadow.run(this.#served, undefined))
    })
  }
}

/** One request on its way, and its answer on the way back. */
class Exchange {
  readonly #parts: NetworkParts
  readonly #from: SimProcess
  readonly #request: OutgoingRequest
  readonly #url: URL
  readonly #resolve: (answer: IncomingAnswer) => void
  readonly #reject: (error: unknown) => void
  #over = false
  #onGone: (() => void) | undefined
  #release = () => {}

  constructor(
    parts: NetworkParts,
    from: SimProcess,
    request: OutgoingRequest,
    resolve: (answer: IncomingAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#parts = parts
    this.#from = from
    this.#request = request
    this.#url = new URL(request.url)
    this.#resolve = resolve
    this.#reject = reject
  }

  run(served: ReadonlyMap<string, Served>, fault: DrawnFault | undefined): void {
    const { signal } = this.#request
    const onAbort = () => this.#end(() => this.#reject(signal.reason))
    signal.addEventListener('abort', onAbort, { once: true })
    const forgetDeath = this.#from.whenDead(() => this.#end(() => {}))
    this.#release = () => {
      signal.removeEventListener('abort', onAbort)
      forgetDeath()
    }
    if (fault?.kind === 'cut before it arrived') return this.#breakAfter(fault.afterMs)
    this.#travel(this.#from.name, this.#url.hostname, () => {
      const there = served.get(this.#url.origin)
      if (there?.process.isAlive) there.process.deliver(() => this.#arrive(there, fault))
      else this.#refuse()
    })
  }

  #refuse(): void {
    this.#travel(this.#url.hostname, this.#from.name, () =>
      this.#fail(`nothing listens at ${this.#url.origin}`),
    )
  }

  #arrive({ process, listener }: Served, fault: DrawnFault | undefined): void {
    // The machine lives on when a process dies, and closes its connections.
    const forgetDeath = process.whenDead(() => this.#refuse())
    const answered = listener.handle({
      method: this.#request.method,
      target: `${this.#url.pathname}${this.#url.search}`,
      headers: { host: this.#url.host, ...this.#request.headers },
      readBody: async () => encoder.encode(this.#request.body ?? ''),
      onClientGone: (gone) => {
        this.#onGone = () => process.deliver(gone)
        if (this.#over) gone()
      },
    })
    void answered.then((response) => {
      forgetDeath()
      this.#onGone = undefined
      if (process.isAlive) this.#sendBack(response, fault)
    })
    if (fault?.kind === 'cut in the middle') this.#breakAfter(fault.afterMs)
  }

  #sendBack({ status, headers, body }: RawResponse, fault: DrawnFault | undefined): void {
    if (fault?.kind === 'cut before its answer') return this.#breakAfter(fault.afterMs)
    if (fault?.kind === 'answer lost') return
    const answer = fault?.kind === 'answered with garbage' ? GARBAGE : { status, headers, body }
    this.#travel(this.#url.hostname, this.#from.name, () =>
      this.#end(() => {
        this.#parts.trace.add(this.#from.name, `gets ${answer.status} ${answer.body}`)
        this.#resolve(answer)
      }),
    )
  }

  #breakAfter(ms: number): void {
    this.#parts.scheduler.after(ms, () => this.#fail('the connection broke'))
  }

  #fail(why: string): void {
    this.#end(() => this.#reject(new RegionUnreachableError(why)))
  }

  /** However it ends: the server learns, if it still works, that nobody waits. */
  #end(settle: () => void): void {
    this.#from.deliver(() => {
      if (this.#over) return
      this.#over = true
      this.#release()
      settle()
      const onGone = this.#onGone
      if (onGone) this.#travel(this.#from.name, this.#url.hostname, onGone)
    })
    if (this.#from.isAlive || this.#over) return
    this.#over = true
    if (this.#onGone) this.#travel(this.#from.name, this.#url.hostname, this.#onGone)
  }

  #travel(from: string, to: string, arrive: () => void): void {
    const { links, scheduler, faultsMet } = this.#parts
    const ms = links.travelMs(from, to)
    if (ms === undefined) faultsMet.add('message lost or walled off')
    else scheduler.after(ms, arrive)
  }
}

/** What a broken proxy says in a server's place. */
const GARBAGE: IncomingAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"session_id":"',
}
