import { type Json, jsonCodec } from '../../../gossip/crdt/codecs.ts'
import { GCounter } from '../../../gossip/crdt/g-counter.ts'
import { LwwRegister } from '../../../gossip/crdt/lww-register.ts'
import { MvRegister } from '../../../gossip/crdt/mv-register.ts'
import { OptionError } from '../option-error.ts'

/** What a broadcast says: a key gets a value. */
export interface Write {
  readonly key: string
  readonly value: Json
}

/** Who wrote, and when on virtual time: no two writes have the same moment. */
export interface Writer {
  readonly node: string
  readonly moment: bigint
}

/** How nodes that hear of several writes to one key agree. `V` is what they keep for a key. */
export interface MergeRule<V> {
  /** `known`: what the writer holds for the key. */
  write(known: V | undefined, writer: Writer, value: Json): V
  merge(a: V, b: V): V
  read(value: V): Json
}

export const MERGES = ['lww', 'vector', 'crdt', 'max'] as const
export type Merge = (typeof MERGES)[number]

/** The later write wins, by the writers' clocks. */
export const LAST_WRITER: MergeRule<LwwRegister<Json>> = {
  write: (_known, { node, moment }, value) =>
    new LwwRegister(jsonCodec, { nanos: moment, node }, sound(value)),
  merge: (a, b) => a.merge(b),
  read: ({ value }) => value,
}

/** Concurrent writes stay side by side, by vector clocks. */
export const SIBLINGS: MergeRule<MvRegister<Json>> = {
  write: (known, { node }, value) => (known ?? MvRegister.empty(jsonCodec)).write(node, sound(value)),
  merge: (a, b) => a.merge(b),
  read: ({ values }) => (values.length === 1 ? (values[0] ?? null) : values),
}

/** Every write counts: the value is added. */
export const COUNTER: MergeRule<GCounter> = {
  write: (known, { node }, value) => (known ?? GCounter.empty).increment(node, wholeNumber(value)),
  merge: (a, b) => a.merge(b),
  read: ({ value }) => value,
}

/** The greater number wins, whoever wrote it and when: not the same as the last writer. */
export const GREATEST: MergeRule<number> = {
  write: (known, _writer, value) => Math.max(known ?? -Infinity, finiteNumber(value)),
  merge: (a, b) => Math.max(a, b),
  read: (value) => value,
}

/** JSON would make null of a number that it cannot say; what is no JSON at all is refused by the codec. */
function sound(value: Json): Json {
  if (typeof value === 'number') return finiteNumber(value)
  return value
}

function finiteNumber(value: Json): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new OptionError('value', value, 'finite numbers')
}

function wholeNumber(value: Json): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new OptionError('value', value, 'whole numbers from 0 on')
}
