import { MvRegister } from '../gossip/crdt/mv-register.ts'
import type { ValueType } from '../gossip/shared/value-type.ts'
import type { Exact } from './exact-json.ts'
import { type PlayerState, compareStates, laterState, playerCodec, stateFields } from './player-state.ts'

/** Further fields of a player in JSON, besides those of a state. */
export type ExtraFields = Readonly<Record<string, Exact>>

export type ReadForm<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly detail: string }

/** What a player is to the mesh: how concurrent writes are told and merged. All nodes of a cluster have the same form. */
export interface PlayerForm<V> {
  readonly type: ValueType<V>
  /** The write that readers are shown. */
  shown(value: V): PlayerState
  write(current: V | undefined, actor: string, state: PlayerState): V
  /** Whether `incoming` says nothing that `current` does not say. */
  isKnown(current: V, incoming: V): boolean
  toJson(value: V): string
  fromJson(state: PlayerState, extra: ExtraFields): ReadForm<V>
}

const PLAIN_TYPE_ID = 16
const CAUSAL_TYPE_ID = 17

/** The last writer wins, by timestamp. Of two writes that know nothing of each other one is lost. */
export const lastWriterForm: PlayerForm<PlayerState> = {
  type: { id: PLAIN_TYPE_ID, name: 'player', ...playerCodec, merge: laterState },
  shown: (value) => value,
  write: (_current, _actor, state) => state,
  isKnown: (current, incoming) => compareStates(current, incoming) >= 0,
  toJson: (value) => `{${stateFields(value)}}`,
  fromJson(value, extra) {
    const [unknown] = Object.keys(extra)
    if (unknown === undefined) return { ok: true, value }
    const hint = unknown === 'context' ? ': it comes from a node with --conflicts=siblings' : ''
    return { ok: false, detail: `has the unknown field ${JSON.stringify(unknown)}${hint}` }
  },
}

type Causal = MvRegister<PlayerState>

/**
 * A vector clock per player tells which writes knew of which. A write replaces what its writer had seen, whatever the
 * clocks say; writes that knew nothing of each other stand side by side as siblings until somebody who has seen them
 * writes. The clock travels as `context`, which only nodes read.
 */
export const siblingsForm: PlayerForm<Causal> = {
  type: {
    id: CAUSAL_TYPE_ID,
    name: 'player-siblings',
    encode: (value) => value.encode(),
    decode: decodeCausal,
    merge: (a, b) => a.merge(b),
  },
  shown: (value) => value.values.reduce(laterState),
  write: (current, actor, state) => (current ?? MvRegister.empty(playerCodec)).write(actor, state),
  isKnown: (current, incoming) => toBase64(current.encode()) === toBase64(current.merge(incoming).encode()),
  toJson(value) {
    const [shown, ...others] = value.values.toSorted((a, b) => compareStates(b, a))
    const siblings = others.map((state) => `{${stateFields(state)}}`).join(',')
    const more = others.length === 0 ? '' : `,"siblings":[${siblings}]`
    return `{${shown ? stateFields(shown) : ''}${more},"context":"${toBase64(value.encode())}"}`
  },
  fromJson(state, { context, ...others }) {
    // Siblings are told for readers; the context has them.
    const name = Object.keys(others).find((field) => field !== 'siblings')
    if (name !== undefined) return { ok: false, detail: `has the unknown field ${JSON.stringify(name)}` }
    if (typeof context !== 'string')
      return {
        ok: false,
        detail: 'has no "context": this node runs with --conflicts=siblings, and so must its peers',
      }
    const value = decodeCausal(fromBase64(context))
    if (!value || compareStates(siblingsForm.shown(value), state) !== 0)
      return { ok: false, detail: 'has a "context" that does not belong to it' }
    return { ok: true, value }
  },
}

function decodeCausal(bytes: Uint8Array): Causal | undefined {
  const value = MvRegister.decode(playerCodec, bytes)
  return value && value.values.length > 0 ? value : undefined
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Empty: it is not base64. */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
