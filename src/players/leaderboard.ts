import { compareText } from '../gossip/crdt/order.ts'
import type { PlayerState } from './player-state.ts'

export interface Ranked {
  /** From 1; equal scores share a rank, and the ranks after them are left out. */
  readonly rank: number
  readonly id: string
  readonly state: PlayerState
}

/** The best `limit` players: the highest score first; of equal scores whoever had it first. */
export function leaderboard(players: Iterable<readonly [string, PlayerState]>, limit: number): Ranked[] {
  const best = [...players].sort(([idA, a], [idB, b]) => {
    if (a.score !== b.score) return a.score > b.score ? -1 : 1
    if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1
    return compareText(idA, idB)
  })
  const ranked: Ranked[] = []
  for (const [index, [id, state]] of best.slice(0, limit).entries()) {
    const before = ranked.at(-1)
    const rank = before?.state.score === state.score ? before.rank : index + 1
    ranked.push({ rank, id, state })
  }
  return ranked
}
