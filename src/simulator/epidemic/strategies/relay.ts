import type { Sender } from '../sender.ts'
import { PassiveBehaviour } from './behaviour.ts'

/** Passes on to `fanout` others once, and never again: infect and die. */
export class Relay extends PassiveBehaviour {
  readonly #sender: Sender
  readonly #fanout: number

  constructor(sender: Sender, fanout: number) {
    super()
    this.#sender = sender
    this.#fanout = fanout
  }

  fresh(node: number, from: number, broadcast: number): void {
    this.#sender.pushToSome(node, from, this.#fanout, broadcast)
  }
}

/** Sends to all links: the origin alone, or everybody (a flood). */
export class SendToAll extends PassiveBehaviour {
  readonly #sender: Sender
  readonly #everybody: boolean

  constructor(sender: Sender, everybody: boolean) {
    super()
    this.#sender = sender
    this.#everybody = everybody
  }

  fresh(node: number, from: number, broadcast: number): void {
    if (this.#everybody || node === from) this.#sender.pushToAll(node, from, broadcast)
  }
}

/** Each to the next one, once around. */
export class Chain extends PassiveBehaviour {
  readonly #sender: Sender
  readonly #origins: readonly number[]

  constructor(sender: Sender, origins: readonly number[]) {
    super()
    this.#sender = sender
    this.#origins = origins
  }

  fresh(node: number, _from: number, broadcast: number): void {
    const next = (node + 1) % this.#sender.cells.nodes
    if (next === this.#origins[broadcast % this.#origins.length]) return
    this.#sender.pushTo(node, next, broadcast)
  }
}

/** Nothing but what anti-entropy does. */
export class Silence extends PassiveBehaviour {
  fresh(): void {}
}
