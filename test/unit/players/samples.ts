import * as fc from 'fast-check'
import { HybridClock } from '../../../src/gossip/crdt/hlc.ts'
import type { PlayerForm } from '../../../src/players/player-form.ts'
import { lastWriterForm } from '../../../src/players/player-form.ts'
import { PlayerBoard } from '../../../src/players/player-board.ts'
import { MAX_SCORE, MIN_SCORE, type PlayerState } from '../../../src/players/player-state.ts'

/** A wall clock's reading, in nanoseconds. */
export const NOON = 1_700_000_000_000_000_000n
export const SECOND = 1_000_000_000n

/** Few timestamps and scores, so that ties are common. */
export const anyState: fc.Arbitrary<PlayerState> = fc
  .record({
    score: fc.oneof(fc.bigInt(-2n, 2n), fc.bigInt(MIN_SCORE, MAX_SCORE)),
    timestamp: fc.oneof(fc.bigInt(1n, 3n), fc.bigInt(0n, 2n ** 63n - 2n)),
    level: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  })
  .map(({ score, timestamp, level }) => ({
    score,
    timestamp,
    ...(level !== undefined && { metadata: `{"level":${level}}` }),
  }))

export function boardOf<V>(
  form: PlayerForm<V>,
  self = 'node1',
  options: { readonly maxPlayers?: number; readonly onChanged?: (id: string) => void } = {},
): PlayerBoard<V> {
  return new PlayerBoard({ self, actor: `${self}:1`, form, clock: new HybridClock(60n * SECOND), ...options })
}

export function plainBoard(self = 'node1') {
  return boardOf(lastWriterForm, self)
}

export const keep = (score: bigint) => ({ score, metadata: 'keep' as const })
