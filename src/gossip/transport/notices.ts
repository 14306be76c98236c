import type { Address, TransportHandler } from './transport.ts'

/** Addresses that one turn can report; more of them would say nothing new. */
const MAX_WAITING_NOTICES = 4_096

/** What a transport tells its handler. Bad news comes in a turn of its own, and once per address and turn. */
export class Notices {
  readonly #unreachable = new Map<Address, string>()
  readonly #faults = new Map<Address, string>()
  #handler: TransportHandler | undefined
  #stopped = false
  #planned = false

  deliverTo(handler: TransportHandler): void {
    if (!this.#stopped) this.#handler = handler
  }

  stop(): void {
    this.#stopped = true
    this.#handler = undefined
  }

  frame(from: Address, frame: Uint8Array): void {
    this.#handler?.onFrame(from, frame)
  }

  unreachable(address: Address, reason: string): void {
    this.#plan(this.#unreachable, address, reason)
  }

  fault(address: Address, reason: string): void {
    this.#plan(this.#faults, address, reason)
  }

  #plan(notices: Map<Address, string>, address: Address, reason: string): void {
    // The first reason is the cause of the others.
    if (this.#stopped || notices.has(address) || notices.size >= MAX_WAITING_NOTICES) return
    notices.set(address, reason)
    if (this.#planned) return
    this.#planned = true
    setImmediate(() => this.#deliver())
  }

  #deliver(): void {
    this.#planned = false
    const [faults, unreachable] = [[...this.#faults], [...this.#unreachable]]
    this.#faults.clear()
    this.#unreachable.clear()
    for (const [address, reason] of faults) this.#handler?.onFault(address, reason)
    for (const [address, reason] of unreachable) this.#handler?.onUnreachable(address, reason)
  }
}
