import type { RawRequest, RawResponse } from '../../http/messages.ts'
import { RegionUnreachableError } from '../../regions/errors.ts'
import type { IncomingAnswer, OutgoingRequest } from '../../regions/ports.ts'
import type { Links } from './links.ts'
import type { DrawnFault } from './request-faults.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimProcess } from './sim-process.ts'
import type { Tally } from './tally.ts'
import type { Trace } from './trace.ts'

/** What listens at an address: a server's application. */
export interface Listener {
  handle(request: RawRequest): Promise<RawResponse>
}

export interface Served {
  readonly life: SimProcess
  readonly listener: Listener
}

export interface ExchangeParts {
  readonly scheduler: Scheduler
  readonly links: Links
  readonly trace: Trace
  readonly faultsMet: Tally
  /** Requests that living servers are working on. */
  readonly underWay: Set<OutgoingRequest>
}

const encoder = new TextEncoder()

/** One request on its way, and its answer on the way back. */
export class Exchange {
  readonly #parts: ExchangeParts
  readonly #from: SimProcess
  readonly #request: OutgoingRequest
  readonly #url: URL
  readonly #resolve: (answer: IncomingAnswer) => void
  readonly #reject: (error: unknown) => void
  #over = false
  #onGone: (() => void) | undefined
  #release = () => {}

  constructor(
    parts: ExchangeParts,
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
      if (there?.life.isAlive) there.life.deliver(() => this.#arrive(there, fault))
      else this.#refuse('no')
    })
  }

  #refuse(stateChanged: 'no' | 'unknown'): void {
    this.#travel(this.#url.hostname, this.#from.name, () =>
      this.#fail(`nothing listens at ${this.#url.origin}`, stateChanged),
    )
  }

  #arrive({ life, listener }: Served, fault: DrawnFault | undefined): void {
    // The machine lives on when a process dies, and closes its connections.
    const { underWay } = this.#parts
    const forgetDeath = life.whenDead(() => {
      underWay.delete(this.#request)
      this.#refuse('unknown')
    })
    underWay.add(this.#request)
    const answered = listener.handle({
      method: this.#request.method,
      target: `${this.#url.pathname}${this.#url.search}`,
      headers: { host: this.#url.host, ...this.#request.headers },
      readBody: async () => encoder.encode(this.#request.body ?? ''),
      onClientGone: (gone) => {
        this.#onGone = () => life.deliver(gone)
        if (this.#over) gone()
      },
    })
    void answered.then((response) => {
      forgetDeath()
      underWay.delete(this.#request)
      this.#onGone = undefined
      if (life.isAlive) this.#sendBack(response, fault)
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

  #fail(why: string, stateChanged: 'no' | 'unknown' = 'unknown'): void {
    this.#end(() => this.#reject(new RegionUnreachableError(why, { stateChanged })))
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
