import { MAX_STATE_BYTES, decoded, encoded } from './encoding.ts'
import type { Codec } from './lattice.ts'
import { compareBytes } from './order.ts'
import { type Stamp, compareStamps, readStamp, writeStamp } from './stamp.ts'

/** Holds what was written last, by the hybrid clocks of the writers. Immutable. */
export class LwwRegister<T> {
  readonly stamp: Stamp
  readonly value: T
  readonly #codec: Codec<T>

  constructor(codec: Codec<T>, stamp: Stamp, value: T) {
    this.#codec = codec
    this.stamp = stamp
    this.value = value
  }

  static decode<T>(codec: Codec<T>, bytes: Uint8Array): LwwRegister<T> | undefined {
    return decoded(bytes, (reader) => {
      const stamp = readStamp(reader)
      const value = codec.decode(reader.block(MAX_STATE_BYTES))
      return value === undefined ? undefined : new LwwRegister(codec, stamp, value)
    })
  }

  write(stamp: Stamp, value: T): LwwRegister<T> {
    return this.merge(new LwwRegister(this.#codec, stamp, value))
  }

  /** One node that stamps twice alike breaks its promise; even then all nodes agree: the greater bytes win. */
  merge(other: LwwRegister<T>): LwwRegister<T> {
    const order = compareStamps(this.stamp, other.stamp)
    if (order !== 0) return order > 0 ? this : other
    return compareBytes(this.#codec.encode(this.value), this.#codec.encode(other.value)) >= 0 ? this : other
  }

  encode(): Uint8Array {
    const value = this.#codec.encode(this.value)
    return encoded((writer) => {
      writeStamp(writer, this.stamp)
      writer.block(value, MAX_STATE_BYTES)
    })
  }
}
