import { type Listener, Listeners } from './listeners.ts'
import type { KeyChange } from './node-event.ts'

/** Who wants to know of changes under which prefix. */
export class KeyWatches {
  readonly #onError: (error: unknown) => void
  readonly #byPrefix = new Map<string, Listeners<KeyChange>>()

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  add(prefix: string, listener: Listener<KeyChange>): () => void {
    const listeners = this.#byPrefix.get(prefix) ?? new Listeners<KeyChange>(this.#onError)
    const off = listeners.add(listener)
    this.#byPrefix.set(prefix, listeners)
    return () => {
      off()
      if (listeners.size === 0 && this.#byPrefix.get(prefix) === listeners) this.#byPrefix.delete(prefix)
    }
  }

  /** As `tell`, for what was there before the listener came. */
  tellOne(listener: Listener<KeyChange>, change: KeyChange): void {
    const listeners = new Listeners<KeyChange>(this.#onError)
    listeners.add(listener)
    listeners.tell(change)
  }

  tell(change: KeyChange): void {
    for (const [prefix, listeners] of this.#byPrefix)
      if (change.key.startsWith(prefix)) listeners.tell(change)
  }
}
