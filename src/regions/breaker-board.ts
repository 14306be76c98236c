import type { Runtime } from '../base/runtime-port.ts'
import { Breaker } from './breaker.ts'
import type { RegionEvents } from './ports.ts'
import type { RegionInstance } from './region-instance.ts'
import { MAX_REGISTERED_INSTANCES } from './registry.ts'

/** The breaker of each server of each region: one dead server does not close its region's others. */
export class BreakerBoard {
  readonly #breakers = new Map<string, { readonly region: string; readonly breaker: Breaker }>()
  readonly #runtime: Runtime
  readonly #events: RegionEvents

  constructor(runtime: Runtime, events: RegionEvents) {
    this.#runtime = runtime
    this.#events = events
  }

  tryPass(target: RegionInstance): boolean {
    let passes = true
    this.#change(target, (breaker) => {
      passes = breaker.tryPass(this.#runtime.monotonicNowMs())
    })
    return passes
  }

  succeeded(target: RegionInstance): void {
    this.#change(target, (breaker) => breaker.succeeded())
  }

  failed(target: RegionInstance): void {
    this.#change(target, (breaker) => breaker.failed(this.#runtime.monotonicNowMs()))
  }

  /** How many servers of each region are left alone now; a region that had a server asked before is there with 0. */
  left(): ReadonlyMap<string, number> {
    const left = new Map<string, number>()
    for (const { region, breaker } of this.#breakers.values()) {
      left.set(region, (left.get(region) ?? 0) + (breaker.state === 'closed' ? 0 : 1))
    }
    return left
  }

  #change(target: RegionInstance, act: (breaker: Breaker) => void): void {
    const breaker = this.#of(target)
    const before = breaker.state
    act(breaker)
    if (breaker.state !== before) this.#events.breakerChanged(target.region, breaker.state)
  }

  /** Keyed by address: a server that comes back elsewhere starts with a clean record. */
  #of(target: RegionInstance): Breaker {
    const key = `${target.region} ${target.instance} ${target.baseUrl}`
    const known = this.#breakers.get(key)
    if (known) return known.breaker
    const breaker = new Breaker()
    this.#breakers.set(key, { region: target.region, breaker })
    this.#forgetOldest()
    return breaker
  }

  #forgetOldest(): void {
    if (this.#breakers.size <= MAX_REGISTERED_INSTANCES) return
    for (const key of this.#breakers.keys()) {
      this.#breakers.delete(key)
      return
    }
  }
}
