import { type Json, bytesCodec, jsonCodec } from '../crdt/codecs.ts'
import { decoded, encoded } from '../crdt/encoding.ts'
import { GCounter } from '../crdt/g-counter.ts'
import type { Codec } from '../crdt/lattice.ts'
import { LwwMap } from '../crdt/lww-map.ts'
import { LwwRegister } from '../crdt/lww-register.ts'
import { MvRegister } from '../crdt/mv-register.ts'
import { OrSet } from '../crdt/or-set.ts'
import { PnCounter } from '../crdt/pn-counter.ts'
import type { ValueType } from './value-type.ts'

interface Mergeable<T> {
  encode(): Uint8Array
  merge(other: T): T
}

function typeOf<T extends Mergeable<T>>(
  id: number,
  name: string,
  decode: (bytes: Uint8Array) => T | undefined,
): ValueType<T> {
  return { id, name, decode, encode: (value) => value.encode(), merge: (a, b) => a.merge(b) }
}

function lww<T>(id: number, name: string, codec: Codec<T>): ValueType<LwwRegister<T>> {
  return typeOf(id, name, (bytes) => LwwRegister.decode(codec, bytes))
}

export const lwwBytes = lww(1, 'lww-bytes', bytesCodec)
export const lwwJson = lww(2, 'lww-json', jsonCodec)
export const gCounter = typeOf(3, 'g-counter', (bytes) => GCounter.decode(bytes))
export const pnCounter = typeOf(4, 'pn-counter', (bytes) => PnCounter.decode(bytes))
export const orSet = typeOf(5, 'or-set', (bytes) => OrSet.decode(bytes))
export const mvJson = typeOf(6, 'mv-json', (bytes) => MvRegister.decode(jsonCodec, bytes))
export const lwwMapJson = typeOf(7, 'lww-map-json', (bytes) => LwwMap.decode(jsonCodec, bytes))

/** The greatest number that anyone wrote: high scores, high-water marks. */
export const maximum: ValueType<number> = {
  id: 8,
  name: 'maximum',
  encode: (value) => {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`a maximum is a whole number, not ${value}`)
    return encoded((writer) => writer.varint(value))
  },
  decode: (bytes) => decoded(bytes, (reader) => reader.varint()),
  merge: (a, b) => Math.max(a, b),
}

/** What a node says of itself while it lives, such as its load. */
export const liveJson: ValueType<LwwRegister<Json>> = { ...lww(9, 'live-json', jsonCodec), ephemeral: true }

/** How many of something there are on the nodes that live; each counts its own. */
export const livePnCounter: ValueType<PnCounter> = {
  ...typeOf(10, 'live-pn-counter', (bytes) => PnCounter.decode(bytes)),
  ephemeral: true,
}

export const BUILT_IN_TYPES: ReadonlyArray<ValueType<unknown>> = [
  lwwBytes,
  lwwJson,
  gCounter,
  pnCounter,
  orSet,
  mvJson,
  lwwMapJson,
  maximum,
  liveJson,
  livePnCounter,
]
