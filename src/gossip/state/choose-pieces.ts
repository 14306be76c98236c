import type { Piece } from '../wire/messages.ts'
import type { KeySpace } from './key-space.ts'
import { missingFrom, UNKNOWN, type Version } from './version.ts'

/** Who comes first when not everything fits. */
export type PieceOrder =
  /** The owner that changed last: fresh news before old. */
  | 'newest'
  /** The owner of whom least is missing: most owners complete soonest. */
  | 'smallest-lag'

export interface Choice {
  readonly pieces: Piece[]
  readonly bytes: number
  /** Something had no room. */
  readonly more: boolean
}

/** A key space with the local order of its last change. */
export interface Candidate {
  readonly space: KeySpace
  readonly changed: number
}

interface Need {
  readonly space: KeySpace
  readonly from: number
  readonly rank: number
}

/**
 * The pieces that a peer needs, within a budget. Each owner's begin where the peer's knowledge ends, and an entry that does not
 * fit ends its owner's piece, so that there is never a gap (the reconciliation of Scuttlebutt: van Renesse, Dumitriu, Gough, Thomas:
 * Efficient Reconciliation and Flow Control for Anti-Entropy Protocols, 2008).
 */
export function choosePieces(
  candidates: readonly Candidate[],
  peer: ReadonlyMap<string, Version>,
  budget: number,
  order: PieceOrder,
): Choice {
  const needs = candidates.flatMap((candidate) => needOf(candidate, peer, order))
  needs.sort((a, b) => a.rank - b.rank)
  const pieces: Piece[] = []
  let bytes = 0
  let more = false
  for (const { space, from } of needs) {
    const part = space.cut(from, budget - bytes)
    more ||= part === undefined || part.cut
    if (part === undefined || (part.cut && part.piece.to === from)) continue
    pieces.push(part.piece)
    bytes += part.bytes
  }
  return { pieces, bytes, more }
}

function needOf(
  { space, changed }: Candidate,
  peer: ReadonlyMap<string, Version>,
  order: PieceOrder,
): Need[] {
  const from = missingFrom(space, peer.get(space.owner) ?? UNKNOWN)
  if (from === undefined) return []
  return [{ space, from, rank: order === 'newest' ? -changed : space.max - from }]
}
