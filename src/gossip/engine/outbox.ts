import { encodeFrame } from '../wire/frame.ts'
import type { Message } from '../wire/messages.ts'
import { NEWEST_VERSION } from '../wire/versions.ts'
import type { Effect, MeshEvent } from './effect.ts'

/** What one step has decided, in order. */
export class Outbox {
  #effects: Effect[] = []

  send(to: string, message: Message, urgent = false): void {
    this.#effects.push({ kind: 'send', to, bytes: encodeFrame(message, NEWEST_VERSION), urgent })
  }

  event(event: MeshEvent): void {
    this.#effects.push({ kind: 'event', event })
  }

  close(address: string, reason: string): void {
    this.#effects.push({ kind: 'close', address, reason })
  }

  take(): Effect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }
}
