import type { Version } from '../state/version.ts'
import type { Digest, MemberRow, Piece } from '../wire/messages.ts'

interface Past {
  readonly generation: number
  /** Up to here it is history; undefined until a digest says so. */
  readonly to: number | undefined
}

/**
 * What was broadcast before a node joined is history: it gets the events in order to pass them on, but does not report
 * them. What counts as history of an owner is what the first digest after the join names; what is pushed is never history.
 */
export class FirstContact {
  readonly #pasts = new Map<string, Past>()
  /** Those of whom no digest has said yet how far their history goes. */
  readonly #open = new Set<string>()

  /** true: this node is becoming a member; whom it meets now was there before. */
  joining = false

  met({ name, generation }: MemberRow): void {
    if (!this.joining) return
    this.#pasts.set(name, { generation, to: undefined })
    this.#open.add(name)
  }

  /** A peer's digest. Whoever is not in a whole one has no past that is known of. */
  digest({ rows, partial }: Digest): void {
    if (this.#open.size === 0) return
    for (const { name, generation, max } of rows) {
      const past = this.#open.has(name) ? this.#pasts.get(name) : undefined
      if (!past || generation < past.generation) continue
      this.#pasts.set(name, { generation, to: max })
      this.#open.delete(name)
    }
    if (!partial) this.agreed()
  }

  /** A peer knows just what this node knows: everything else is news. */
  agreed(): void {
    for (const name of this.#open) this.#pasts.delete(name)
    this.#open.clear()
  }

  /** Up to which version the events of a piece are not to be reported. */
  historyTo({ owner, generation, from }: Piece, isPushed: boolean): number {
    const past = this.#pasts.get(owner)
    // Whoever has started again since the join has no past here.
    if (!past || generation > past.generation) return 0
    return past.to ?? (isPushed ? from : Number.POSITIVE_INFINITY)
  }

  /** An owner is known so far now. */
  reached(owner: string, known: Version | undefined): void {
    const past = this.#pasts.get(owner)
    if (!past || !known) return
    if (known.generation <= past.generation && known.max < (past.to ?? Number.POSITIVE_INFINITY)) return
    this.#pasts.delete(owner)
    this.#open.delete(owner)
  }
}
