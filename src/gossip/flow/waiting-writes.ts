/** A change of one's own key space that has not been made yet. */
export type WaitingWrite =
  | { readonly kind: 'set'; readonly key: string; readonly type: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly key: string }

/** Changes that exceed the rate wait here in order of their keys' first change, the latest per key: bounded by `limit` keys. */
export class WaitingWrites {
  readonly #limit: number
  readonly #byKey = new Map<string, WaitingWrite>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#byKey.size
  }

  /** false: there is no room for another key. */
  add(write: WaitingWrite): boolean {
    if (this.#byKey.size >= this.#limit && !this.#byKey.has(write.key)) return false
    this.#byKey.set(write.key, write)
    return true
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  /** The oldest of them, taken out. */
  take(): WaitingWrite | undefined {
    for (const [key, write] of this.#byKey) {
      this.#byKey.delete(key)
      return write
    }
    return undefined
  }
}
