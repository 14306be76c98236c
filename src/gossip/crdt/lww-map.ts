import { MAX_KEY_BYTES } from '../wire/limits.ts'
import { MAX_STATE_BYTES, decoded, encoded } from './encoding.ts'
import type { Codec } from './lattice.ts'
import { LwwRegister } from './lww-register.ts'
import { compareText } from './order.ts'
import type { Stamp } from './stamp.ts'

/** A key's length and a character, a register's length, its moment, its node, a value's length. */
const MIN_FIELD_BYTES = 14

/** Key -> last written value: the union of the keys, the later write of each. Immutable; keys are never removed. */
export class LwwMap<T> {
  readonly #codec: Codec<T>
  readonly #registers: ReadonlyMap<string, LwwRegister<T>>

  constructor(codec: Codec<T>, registers: ReadonlyMap<string, LwwRegister<T>> = new Map()) {
    this.#codec = codec
    this.#registers = registers
  }

  static decode<T>(codec: Codec<T>, bytes: Uint8Array): LwwMap<T> | undefined {
    return decoded(bytes, (reader) => {
      let previous = ''
      const fields = reader.list(reader.remaining, MIN_FIELD_BYTES, () => {
        const key = reader.text(1, MAX_KEY_BYTES)
        const register = LwwRegister.decode(codec, reader.block(MAX_STATE_BYTES))
        if (register === undefined || key <= previous) reader.fail()
        previous = key
        return { key, register }
      })
      const registers = new Map<string, LwwRegister<T>>()
      for (const { key, register } of fields) if (register) registers.set(key, register)
      return new LwwMap(codec, registers)
    })
  }

  /** Ascending by key. */
  get entries(): Array<readonly [key: string, register: LwwRegister<T>]> {
    return [...this.#registers].sort(([a], [b]) => compareText(a, b))
  }

  get(key: string): LwwRegister<T> | undefined {
    return this.#registers.get(key)
  }

  /** Changes nothing if a later value is there. */
  set(key: string, stamp: Stamp, value: T): LwwMap<T> {
    return this.#with([[key, new LwwRegister(this.#codec, stamp, value)]])
  }

  merge(other: LwwMap<T>): LwwMap<T> {
    return this.#with(other.#registers)
  }

  encode(): Uint8Array {
    return encoded((writer) => {
      writer.varint(this.#registers.size)
      for (const [key, register] of this.entries) {
        writer.text(key, 1, MAX_KEY_BYTES)
        writer.block(register.encode(), MAX_STATE_BYTES)
      }
    })
  }

  #with(registers: Iterable<readonly [string, LwwRegister<T>]>): LwwMap<T> {
    const merged = new Map(this.#registers)
    for (const [key, register] of registers) merged.set(key, merged.get(key)?.merge(register) ?? register)
    return new LwwMap(this.#codec, merged)
  }
}
