import type { ByteReader } from '../wire/byte-reader.ts'
import { MIN_DOT_BYTES, inActorOrder, placesOf, readDot, survivors, writeDot } from './dots.ts'
import { MAX_STATE_BYTES, decoded, encoded } from './encoding.ts'
import type { Codec } from './lattice.ts'
import { type Dot, VectorClock } from './vector-clock.ts'

/** A dot and the length of a value that may be empty. */
const MIN_SIBLING_BYTES = MIN_DOT_BYTES + 1

interface Sibling<T> extends Dot {
  readonly value: T
}

/**
 * Keeps concurrent writes side by side, as siblings, until somebody who has seen them all writes; no clock is asked.
 * Immutable.
 */
export class MvRegister<T> {
  readonly #codec: Codec<T>
  readonly #siblings: ReadonlyArray<Sibling<T>>
  readonly #context: VectorClock

  private constructor(codec: Codec<T>, siblings: ReadonlyArray<Sibling<T>>, context: VectorClock) {
    this.#codec = codec
    this.#siblings = inActorOrder(siblings)
    this.#context = context
  }

  static empty<T>(codec: Codec<T>): MvRegister<T> {
    return new MvRegister<T>(codec, [], VectorClock.empty)
  }

  static decode<T>(codec: Codec<T>, bytes: Uint8Array): MvRegister<T> | undefined {
    return decoded(bytes, (reader) => {
      const context = VectorClock.read(reader)
      return new MvRegister(codec, readSiblings(codec, reader, context), context)
    })
  }

  /** One value; several after concurrent writes, ordered alike on every node; none if nothing was written. */
  get values(): T[] {
    return this.#siblings.map(({ value }) => value)
  }

  /** Which writes are known here: tells whether another register is behind, ahead or concurrent. */
  get clock(): VectorClock {
    return this.#context
  }

  /** Replaces everything that is known here. */
  write(actor: string, value: T): MvRegister<T> {
    const context = this.#context.increment(actor)
    return new MvRegister(this.#codec, [{ actor, counter: context.count(actor), value }], context)
  }

  /** Lets the application merge the siblings, if there are several. */
  resolve(actor: string, merge: (values: readonly T[]) => T): MvRegister<T> {
    return this.#siblings.length < 2 ? this : this.write(actor, merge(this.values))
  }

  clear(): MvRegister<T> {
    return new MvRegister<T>(this.#codec, [], this.#context)
  }

  merge(other: MvRegister<T>): MvRegister<T> {
    const siblings = survivors(this.#siblings, this.#context, other.#siblings, other.#context)
    return new MvRegister(this.#codec, siblings, this.#context.merge(other.#context))
  }

  encode(): Uint8Array {
    const places = placesOf(this.#context)
    const values = this.#siblings.map(({ value }) => this.#codec.encode(value))
    return encoded((writer) => {
      this.#context.write(writer)
      writer.varint(this.#siblings.length)
      for (const [index, sibling] of this.#siblings.entries()) {
        writeDot(writer, sibling, places)
        writer.block(values[index] ?? new Uint8Array(), MAX_STATE_BYTES)
      }
    })
  }
}

function readSiblings<T>(codec: Codec<T>, reader: ByteReader, context: VectorClock): Array<Sibling<T>> {
  const { actors } = context
  const siblings: Array<Sibling<T>> = []
  reader.list(reader.remaining, MIN_SIBLING_BYTES, () => {
    const dot = readDot(reader, context, actors, siblings.at(-1))
    const value = codec.decode(reader.block(MAX_STATE_BYTES))
    if (value === undefined) reader.fail()
    else siblings.push({ ...dot, value })
  })
  return siblings
}
