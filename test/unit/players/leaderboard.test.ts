import { describe, expect, it } from '@jest/globals'
import { leaderboard } from '../../../src/players/leaderboard.ts'

const at = (score: bigint, timestamp: bigint) => ({ score, timestamp })

describe('the leaderboard', () => {
  it('[PLY-8] has the highest scores first, of equal ones whoever had it first', () => {
    const players = [
      ['late', at(5n, 9n)],
      ['best', at(2n ** 62n + 1n, 1n)],
      ['second', at(2n ** 62n, 1n)],
      ['early', at(5n, 3n)],
      ['b', at(5n, 3n)],
      ['last', at(-1n, 1n)],
    ] as const
    expect(leaderboard(players, 10).map(({ rank, id }) => `${rank} ${id}`)).toEqual([
      '1 best',
      '2 second',
      '3 b',
      '3 early',
      '3 late',
      '6 last',
    ])
    expect(leaderboard(players, 2)).toHaveLength(2)
  })
})
