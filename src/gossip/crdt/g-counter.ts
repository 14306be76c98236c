import { type Counts, mergedCounts, raised, readCounts, sumOf, writeCounts } from './counts.ts'
import { decoded, encoded } from './encoding.ts'

/** Counts up. Each actor keeps a count of its own; merging takes the greater of each. Immutable. */
export class GCounter {
  static readonly empty = new GCounter(new Map())
  readonly #counts: Counts

  private constructor(counts: Counts) {
    this.#counts = counts
  }

  static decode(bytes: Uint8Array): GCounter | undefined {
    return decoded(bytes, (reader) => new GCounter(readCounts(reader)))
  }

  get value(): number {
    return sumOf(this.#counts)
  }

  increment(actor: string, by = 1): GCounter {
    return new GCounter(raised(this.#counts, actor, by))
  }

  merge(other: GCounter): GCounter {
    return new GCounter(mergedCounts(this.#counts, other.#counts))
  }

  encode(): Uint8Array {
    return encoded((writer) => writeCounts(writer, this.#counts))
  }
}
