import type { Entry } from '../wire/messages.ts'

type SharedEntry = Pick<Entry, 'key' | 'kind' | 'type' | 'bytes'>

interface Early {
  readonly owner: string
  readonly entry: SharedEntry
  readonly stamp: bigint
}

/** Entries from clocks that are too far ahead, until their time has come. At most one per owner and key. */
export class EarlyEntries {
  readonly #byOwner = new Map<string, Map<string, Early>>()

  get size(): number {
    let size = 0
    for (const { size: ofOwner } of this.#byOwner.values()) size += ofOwner
    return size
  }

  add(owner: string, entry: SharedEntry, stamp: bigint): void {
    const ofOwner = this.#byOwner.get(owner) ?? new Map<string, Early>()
    this.#byOwner.set(owner, ofOwner.set(entry.key, { owner, entry, stamp }))
  }

  delete(owner: string, key: string): void {
    const ofOwner = this.#byOwner.get(owner)
    if (ofOwner?.delete(key) && ofOwner.size === 0) this.#byOwner.delete(owner)
  }

  deleteAll(owner: string): void {
    this.#byOwner.delete(owner)
  }

  due(isDue: (stamp: bigint) => boolean): Early[] {
    return [...this.#byOwner.values()].flatMap((ofOwner) =>
      [...ofOwner.values()].filter(({ stamp }) => isDue(stamp)),
    )
  }
}
