import type { RandomStream } from '../../base/rng.ts'
import type { IncomingAnswer, OutgoingRequest, RegionClient } from '../../regions/ports.ts'
import { Exchange, type ExchangeParts, type Listener, type Served } from './exchange.ts'
import { drawRequestFault, NO_REQUEST_FAULTS, type RequestFaults } from './request-faults.ts'
import type { SimProcess } from './sim-process.ts'

export interface NetworkParts extends Omit<ExchangeParts, 'underWay'> {
  readonly random: RandomStream
  /** Whether a proxy may carry the request out twice. */
  readonly mayRepeat?: (request: OutgoingRequest) => boolean
  /** Told of each request that was carried out twice. */
  readonly onRepeated?: (request: OutgoingRequest) => void
}

/**
 * The network of a world: requests and answers take virtual time, drawn anew for each, so that they overtake each other;
 * they get lost, are cut off, are repeated. What a request meets is drawn when it is sent.
 */
export class SimNetwork {
  readonly #parts: NetworkParts
  readonly #served = new Map<string, Served>()
  /** Requests that servers which live are working on. */
  readonly underWay = new Set<OutgoingRequest>()
  faults: RequestFaults = NO_REQUEST_FAULTS

  constructor(parts: NetworkParts) {
    this.#parts = parts
  }

  /** From now on, and as long as the process lives. */
  listen(origin: string, life: SimProcess, listener: Listener): void {
    this.#served.set(origin, { life, listener })
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
      const exchange = new Exchange(
        { ...this.#parts, underWay: this.underWay },
        from,
        request,
        resolve,
        reject,
      )
      exchange.run(this.#served, fault)
      if (fault?.kind !== 'repeated') return
      onRepeated?.(request)
      const shadow = new Exchange({ ...this.#parts, underWay: this.underWay }, from, request, resolve, reject)
      this.#parts.scheduler.after(fault.afterMs, () => shadow.run(this.#served, undefined))
    })
  }
}
