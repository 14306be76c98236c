import type { Offsets } from './requests.ts'

/** How far each key's consumers have come. It never goes back: the greater offset stays. */
export class CommittedOffsets {
  readonly #offsets = new Map<string, number>()
  readonly #changed = new Set<string>()

  commit(offsets: Offsets): void {
    for (const [key, offset] of offsets) if (this.#raise(key, offset)) this.#changed.add(key)
  }

  /** What another node knows; that is no change of this one. */
  merge(key: string, offset: number): void {
    this.#raise(key, offset)
  }

  of(keys: readonly string[]): Record<string, number> {
    const found = keys.flatMap((key) => {
      const offset = this.#offsets.get(key)
      return offset === undefined ? [] : [[key, offset] as const]
    })
    return Object.fromEntries(found)
  }

  /** What was committed here since the last call. */
  takeChanged(): Record<string, number> {
    const changed = this.of([...this.#changed])
    this.#changed.clear()
    return changed
  }

  #raise(key: string, offset: number): boolean {
    if (offset <= (this.#offsets.get(key) ?? -1)) return false
    this.#offsets.set(key, offset)
    return true
  }
}
