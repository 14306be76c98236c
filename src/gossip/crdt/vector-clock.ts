import type { ByteReader } from '../wire/byte-reader.ts'
import type { ByteWriter } from '../wire/byte-writer.ts'
import { type Counts, mergedCounts, raised, readCounts, sortedActors, writeCounts } from './counts.ts'
import { decoded, encoded } from './encoding.ts'

export type Causality = 'before' | 'after' | 'equal' | 'concurrent'

/** One write: the actor's `counter`-th. No two writes have the same dot. */
export interface Dot {
  readonly actor: string
  readonly counter: number
}

/** What has been seen of every actor (Fidge, 1988; Mattern, 1989). Immutable. */
export class VectorClock {
  static readonly empty = new VectorClock(new Map())
  readonly #counts: Counts

  private constructor(counts: Counts) {
    this.#counts = counts
  }

  static of(counts: Readonly<Record<string, number>>): VectorClock {
    let clock = VectorClock.empty
    for (const [actor, count] of Object.entries(counts))
      clock = new VectorClock(raised(clock.#counts, actor, count))
    return clock
  }

  static decode(bytes: Uint8Array): VectorClock | undefined {
    return decoded(bytes, (reader) => VectorClock.read(reader))
  }

  static read(reader: ByteReader): VectorClock {
    return new VectorClock(readCounts(reader))
  }

  get actors(): string[] {
    return sortedActors(this.#counts)
  }

  count(actor: string): number {
    return this.#counts.get(actor) ?? 0
  }

  covers(dot: Dot): boolean {
    return dot.counter <= this.count(dot.actor)
  }

  increment(actor: string): VectorClock {
    return new VectorClock(raised(this.#counts, actor, 1))
  }

  merge(other: VectorClock): VectorClock {
    return new VectorClock(mergedCounts(this.#counts, other.#counts))
  }

  /** How this clock stands to `other`. */
  compare(other: VectorClock): Causality {
    const ahead = this.#exceeds(other)
    const behind = other.#exceeds(this)
    if (ahead && behind) return 'concurrent'
    if (ahead) return 'after'
    return behind ? 'before' : 'equal'
  }

  encode(): Uint8Array {
    return encoded((writer) => this.write(writer))
  }

  write(writer: ByteWriter): void {
    writeCounts(writer, this.#counts)
  }

  #exceeds(other: VectorClock): boolean {
    for (const [actor, count] of this.#counts) {
      if (count > other.count(actor)) return true
    }
    return false
  }
}
