import { describe, expect, it } from '@jest/globals'
import { Barriers } from '../../../../src/simulator/epidemic/barriers.ts'
import { TICKS_PER_MS } from '../../../../src/simulator/epidemic/options.ts'

const at = (ms: number) => ms * TICKS_PER_MS

describe('what keeps nodes apart', () => {
  it('[EPI-11] is nothing as long as no partition is set up: everybody can talk', () => {
    const barriers = new Barriers(4, [])
    expect(barriers.any).toBe(false)
    expect(barriers.canTalk(0, 3)).toBe(true)
  })

  it('[EPI-11] lets only those talk who are in the same group, from its beginning to its end', () => {
    const barriers = new Barriers(4, [
      {
        fromMs: 1000,
        untilMs: 3000,
        groups: [
          [0, 1],
          [2, 3],
        ],
      },
    ])
    const pairs = () => [
      barriers.canTalk(0, 1),
      barriers.canTalk(2, 3),
      barriers.canTalk(1, 2),
      barriers.canTalk(3, 0),
    ]
    expect(pairs()).toEqual([true, true, true, true])
    barriers.changeUntil(at(1000))
    expect(pairs()).toEqual([true, true, false, false])
    barriers.changeUntil(at(3000))
    expect(pairs()).toEqual([true, true, true, true])
    expect(barriers.any).toBe(false)
  })

  it('[EPI-11] leaves nobody alone because no group names him: the unnamed are together', () => {
    const barriers = new Barriers(5, [{ fromMs: 0, untilMs: 10, groups: [[0, 1]] }])
    barriers.changeUntil(0)
    expect([
      barriers.canTalk(2, 4),
      barriers.canTalk(3, 4),
      barriers.canTalk(0, 1),
      barriers.canTalk(1, 2),
    ]).toEqual([true, true, true, false])
  })

  it('[EPI-11] holds several partitions at a time, and ends each by itself', () => {
    const barriers = new Barriers(4, [
      { fromMs: 0, untilMs: 20, groups: [[0, 1]] },
      { fromMs: 10, untilMs: 30, groups: [[1, 2]] },
    ])
    barriers.changeUntil(at(10))
    expect([barriers.canTalk(0, 1), barriers.canTalk(1, 2), barriers.canTalk(0, 3)]).toEqual([
      false,
      false,
      false,
    ])
    barriers.changeUntil(at(20))
    expect([barriers.canTalk(0, 3), barriers.canTalk(1, 2), barriers.canTalk(0, 1)]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('[EPI-11] cuts and mends single links, both ways', () => {
    const barriers = new Barriers(4, [])
    barriers.cut(2, 1)
    expect([barriers.canTalk(1, 2), barriers.canTalk(2, 1), barriers.canTalk(1, 3)]).toEqual([
      false,
      false,
      true,
    ])
    barriers.mend(1, 2)
    expect([barriers.canTalk(1, 2), barriers.any]).toEqual([true, false])
  })
})
