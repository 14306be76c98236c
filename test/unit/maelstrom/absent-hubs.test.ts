import { describe, expect, it } from '@jest/globals'
import {
  ABSENT_PERIODS,
  AbsentHubs,
  readAbsences,
} from '../../../src/maelstrom/workloads/spread/absent-hubs.ts'

describe('who is the hub', () => {
  it('[MAEL-15] goes round, past those that did not do their part, who get another chance', () => {
    const hubs = new AbsentHubs(3)
    hubs.miss(1, 10)
    const turns = Array.from({ length: 6 }, (_, step) => hubs.hubOf(12 + step))
    expect(turns).toEqual([0, 2, 2, 0, 2, 2])
    expect(hubs.hubOf(10 + ABSENT_PERIODS)).toBe((10 + ABSENT_PERIODS) % 3)
    expect(hubs.hubOf(61)).toBe(1)
  })

  it('[MAEL-15] is the same for all who have told each other what they saw', () => {
    const [a, b] = [new AbsentHubs(5), new AbsentHubs(5)]
    a.miss(2, 100)
    b.miss(3, 101)
    a.merge(b.at(102), 102)
    b.merge(a.at(102), 102)
    for (let period = 102; period < 180; period++) expect(a.hubOf(period)).toBe(b.hubOf(period))
  })

  it('[MAEL-15] goes round as ever when everybody seems to be absent', () => {
    const hubs = new AbsentHubs(2)
    for (const node of [0, 1]) hubs.miss(node, 5)
    expect([hubs.hubOf(6), hubs.hubOf(7)]).toEqual([0, 1])
  })

  it('[MAEL-15] is passed over for a bounded time, and only if it exists, whatever a node says', () => {
    const hubs = new AbsentHubs(2)
    hubs.merge([[0, 1e15]], 4)
    hubs.merge([[7, 20]], 4)
    expect(hubs.at(4)).toEqual([[0, 4 + ABSENT_PERIODS]])
  })

  it.each([[null], ['x'], [[1]], [[[1]]], [[[1, 2, 3]]], [[['a', 2]]]])(
    '[MAEL-1] what is no list of absences is refused: %j',
    (value) => {
      expect(readAbsences(value)).toBeUndefined()
    },
  )
})
