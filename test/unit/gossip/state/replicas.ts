import { expect } from '@jest/globals'
import type { PieceOrder } from '../../../../src/gossip/state/choose-pieces.ts'
import { type Applied, MeshState } from '../../../../src/gossip/state/mesh-state.ts'
import { DEFAULT_STATE_OPTIONS, type StateOptions } from '../../../../src/gossip/state/options.ts'
import type { Version } from '../../../../src/gossip/state/version.ts'
import type { Entry, Piece } from '../../../../src/gossip/wire/messages.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const bytes = (text: string): Uint8Array => encoder.encode(text)
export const text = (entry: Entry | undefined): string | undefined => entry && decoder.decode(entry.bytes)

export const TEST_OPTIONS: StateOptions = {
  ...DEFAULT_STATE_OPTIONS,
  tombstoneGraceMs: 1_000,
  eventRetentionMs: 600,
  doubtMs: 1_000_000,
}

export function stateOf(name: string, others: readonly string[] = [], options: Partial<StateOptions> = {}) {
  const state = new MeshState(name, 1, { ...TEST_OPTIONS, ...options })
  for (const other of others) state.addOwner(other, 1)
  return state
}

export function rowsOf(state: MeshState): Map<string, Version> {
  const rows = new Map<string, Version>()
  for (const owner of state.owners()) {
    const version = state.version(owner)
    if (version !== undefined) rows.set(owner, version)
  }
  return rows
}

/** What `owner` shows at `state`, by key. */
export function shown(state: MeshState, owner: string): Record<string, string | undefined> {
  return Object.fromEntries([...state.entries(owner)].map((entry) => [entry.key, text(entry)] as const))
}

export function piecesFrom(
  from: MeshState,
  to: MeshState,
  budget = 60_000,
  order: PieceOrder = 'newest',
): Piece[] {
  return from.piecesFor(rowsOf(to), from.owners(), budget, order).pieces
}

/** One way, everything that fits. */
export function send(nowMs: number, from: MeshState, to: MeshState, budget?: number): Applied[] {
  return piecesFrom(from, to, budget).map((piece) => to.apply(nowMs, piece))
}

/** The whole of `owner` at a node, asked for by one that knows nothing. */
export function wholePiece(state: MeshState, owner: string): Piece {
  const [piece] = state.piecesFor(new Map(), [owner], 1_000_000, 'newest').pieces
  expect(piece).toBeDefined()
  return piece ?? { owner, generation: 0, from: 0, to: 0, collected: 0, entries: [] }
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is nothing')
  return value
}
