import type { NodeHost } from '../../node/node-port.ts'

/** Short, so that what a partition has parted is whole again well within a second of its end. */
export const DEFAULT_RETRY_MS = 300
/** Who is silent for so long is dead rather than cut off, and is asked less often. */
const LONG_SILENCE_MS = 60_000
const SLOW_RETRY_MS = 5_000

/**
 * The nodes of which it is not sure that they know the same as this one. Each is asked at once, and then one after the
 * other, one per turn, until they answer.
 */
export class Doubts {
  readonly #host: NodeHost
  readonly #retryMs: number
  readonly #ask: (peer: string) => void
  readonly #peers = new Set<string>()
  #waitedMs = 0
  #isArmed = false

  constructor(host: NodeHost, retryMs: number, ask: (peer: string) => void) {
    this.#host = host
    this.#retryMs = retryMs
    this.#ask = ask
  }

  add(peer: string): void {
    if (this.#peers.has(peer)) return
    this.#peers.add(peer)
    this.#waitedMs = 0
    this.#ask(peer)
    this.#arm()
  }

  settle(peer: string): void {
    if (this.#peers.delete(peer)) this.#waitedMs = 0
  }

  #arm(): void {
    if (this.#isArmed || this.#peers.size === 0) return
    this.#isArmed = true
    const waitMs = this.#waitedMs < LONG_SILENCE_MS ? this.#retryMs : SLOW_RETRY_MS
    this.#host.after(waitMs, () => {
      this.#isArmed = false
      this.#waitedMs += waitMs
      this.#askNext()
      this.#arm()
    })
  }

  /** A set keeps its order: who has been asked goes to the end. */
  #askNext(): void {
    for (const peer of this.#peers) {
      this.#peers.delete(peer)
      this.#peers.add(peer)
      this.#ask(peer)
      return
    }
  }
}
