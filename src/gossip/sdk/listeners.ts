/** Listeners of one thing together: more than this means that somebody forgets to take them back. */
export const MAX_LISTENERS = 10_000

/** What it gives does not matter, but that a promise of it may be rejected. */
export type Listener<T> = (item: T) => unknown

/** Calls listeners in the order in which they came. One that throws disturbs neither the others nor the node. */
export class Listeners<T> {
  readonly #listeners = new Set<Listener<T>>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  get size(): number {
    return this.#listeners.size
  }

  /** Gives back how to take it off again. The same function twice is two listeners. */
  add(listener: Listener<T>): () => void {
    if (this.#listeners.size >= MAX_LISTENERS)
      throw new RangeError(
        `there are ${MAX_LISTENERS} listeners already: take off those that are no longer needed`,
      )
    const own = (item: T) => listener(item)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  tell(item: T): void {
    for (const listener of this.#listeners) {
      try {
        const result = listener(item)
        if (result instanceof Promise) result.catch((error: unknown) => this.#onError(error))
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
