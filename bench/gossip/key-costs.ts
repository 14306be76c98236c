import { MeshState } from '../../src/gossip/state/mesh-state.ts'
import { DEFAULT_STATE_OPTIONS } from '../../src/gossip/state/options.ts'
import type { Version } from '../../src/gossip/state/version.ts'
import { DELTA_OVERHEAD } from '../../src/gossip/wire/changes.ts'
import { decodeFrame, encodeFrame } from '../../src/gossip/wire/frame.ts'
import { MAX_FRAME_BYTES } from '../../src/gossip/wire/limits.ts'
import type { Delta } from '../../src/gossip/wire/messages.ts'

const VALUE_BYTES = 32
const PROTOCOL = 1
const DEFAULT_ROUNDS = 9

/** Nanoseconds of CPU, garbage included, for bringing all keys of one writer to another node: choose, encode, decode, apply. */
function measure(keys: number): number {
  const writer = newState('writer', 'reader')
  const reader = newState('reader', 'writer')
  for (let key = 0; key < keys; key++) writer.set(`key-${key}`, 0, new Uint8Array(VALUE_BYTES).fill(key))
  const before = process.cpuUsage()
  while (transfer(writer, reader));
  const { user, system } = process.cpuUsage(before)
  const held = reader.version('writer')
  if (held?.max !== keys || reader.get('writer', `key-${keys - 1}`) === undefined)
    throw new Error(`the reader holds ${held?.max} of ${keys}`)
  return (user + system) * 1000
}

/** One frame; whether there is more. */
function transfer(writer: MeshState, reader: MeshState): boolean {
  const known = reader.version('writer')
  const rows = new Map<string, Version>(known === undefined ? [] : [['writer', known]])
  const { pieces, more } = writer.piecesFor(rows, ['writer'], MAX_FRAME_BYTES - DELTA_OVERHEAD, 'newest')
  const delta: Delta = { type: 'delta', members: [], pieces, wants: [], more }
  const decoded = decodeFrame(encodeFrame(delta, PROTOCOL))
  if (!decoded.ok || decoded.message.type !== 'delta') throw new Error('the frame cannot be read')
  for (const piece of decoded.message.pieces) reader.apply(0, piece)
  return more
}

function newState(name: string, other: string): MeshState {
  const state = new MeshState(name, 1, DEFAULT_STATE_OPTIONS)
  for (const member of [name, other]) {
    state.addOwner(member, 1)
    state.setRow(member, 1, 0, 'alive')
  }
  return state
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
}

/** Keys a second and core: the median of some rounds after one to warm up. */
export function keyCosts(keys: number, rounds = DEFAULT_ROUNDS): number {
  measure(keys)
  return 1e9 / median(Array.from({ length: rounds }, () => measure(keys) / keys))
}
