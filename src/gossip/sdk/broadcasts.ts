import { OverloadedError } from '../../base/errors.ts'

/** Broadcasts that may wait to be sent. */
export const MAX_WAITING_BROADCASTS = 10_000

interface Waiting {
  readonly isReliable: boolean
  resolve(): void
  reject(error: Error): void
}

/** Own broadcasts until they have left as often as they will be pushed. */
export class Broadcasts {
  readonly #waiting = new Map<string, Waiting>()

  /** Calls `send` once the answer can be received. */
  wait(id: string, isReliable: boolean, send: () => void): Promise<void> {
    if (this.#waiting.size >= MAX_WAITING_BROADCASTS)
      throw new OverloadedError(`${MAX_WAITING_BROADCASTS} broadcasts wait to be sent: wait for some of them`)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.set(id, { isReliable, resolve, reject })
    try {
      send()
    } catch (error) {
      this.#waiting.delete(id)
      throw error
    }
    return promise
  }

  /** Version 0 of a reliable one: there was no room for it. */
  sent(id: string, version: number): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (!waiting?.isReliable || version > 0) return waiting?.resolve()
    waiting.reject(
      new OverloadedError(
        'this node has published as much as it may hold: the broadcast was not sent, try again later',
      ),
    )
  }

  end(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}
