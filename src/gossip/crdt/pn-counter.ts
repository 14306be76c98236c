import { type Counts, mergedCounts, raised, readCounts, sumOf, writeCounts } from './counts.ts'
import { decoded, encoded } from './encoding.ts'

/** Counts up and down: what was added and what was taken away, each only growing. Immutable. */
export class PnCounter {
  static readonly empty = new PnCounter(new Map(), new Map())
  readonly #added: Counts
  readonly #taken: Counts

  private constructor(added: Counts, taken: Counts) {
    this.#added = added
    this.#taken = taken
  }

  static decode(bytes: Uint8Array): PnCounter | undefined {
    return decoded(bytes, (reader) => new PnCounter(readCounts(reader), readCounts(reader)))
  }

  get value(): number {
    return sumOf(this.#added) - sumOf(this.#taken)
  }

  add(actor: string, by = 1): PnCounter {
    return by < 0
      ? new PnCounter(this.#added, raised(this.#taken, actor, -by))
      : new PnCounter(raised(this.#added, actor, by), this.#taken)
  }

  merge(other: PnCounter): PnCounter {
    return new PnCounter(mergedCounts(this.#added, other.#added), mergedCounts(this.#taken, other.#taken))
  }

  encode(): Uint8Array {
    return encoded((writer) => {
      writeCounts(writer, this.#added)
      writeCounts(writer, this.#taken)
    })
  }
}
