import { describe, expect, it } from '@jest/globals'
import { AppendOnlyLog, MAX_AHEAD } from '../../../../src/gossip/log/append-only-log.ts'
import { readFrontier, readRuns } from '../../../../src/maelstrom/workloads/spread/read-runs.ts'
import {
  MAX_ENTRIES_PER_MESSAGE,
  ReplicatedLogs,
  earlierOf,
  laterOf,
} from '../../../../src/gossip/log/replicated-logs.ts'

describe('an append-only log', () => {
  it('[MAEL-10] numbers its entries and never changes them', () => {
    const log = new AppendOnlyLog<string>()
    expect([log.append('a'), log.append('b')]).toEqual([0, 1])
    expect(log.put(0, 'x')).toBe(false)
    expect([log.end, log.at(0), log.slice(1)]).toEqual([2, 'a', ['b']])
  })

  it('[MAEL-10] ends before a gap until it is filled', () => {
    const log = new AppendOnlyLog<string>()
    expect([log.put(2, 'c'), log.put(1, 'b'), log.put(2, 'c')]).toEqual([true, true, false])
    expect(log.end).toBe(0)
    log.put(0, 'a')
    expect(log.slice(0)).toEqual(['a', 'b', 'c'])
  })

  it('[MAEL-10] does not keep what is too far ahead', () => {
    const log = new AppendOnlyLog<string>()
    expect([log.put(MAX_AHEAD, 'a'), log.put(MAX_AHEAD + 1, 'b')]).toEqual([true, false])
  })
})

describe('copies of logs', () => {
  it('[MAEL-10] are told exactly what they lack, and tell what that added, in order', () => {
    const a = new ReplicatedLogs<string>(2, 0)
    const b = new ReplicatedLogs<string>(2, 1)
    a.append('a0')
    a.append('a1')
    b.append('b0')
    expect(b.lacksSomethingOf(a.frontier)).toBe(true)
    const runs = a.runsSince(b.frontier)
    expect(runs).toEqual([[0, 0, ['a0', 'a1']]])
    expect(b.apply([[0, 1, ['a1']]])).toEqual([])
    expect(b.apply(runs)).toEqual([[0, 0, ['a0', 'a1']]])
    expect(b.apply(runs)).toEqual([])
    expect([b.frontier, b.hasMoreThan(a.frontier), b.lacksSomethingOf(a.frontier)]).toEqual([
      [2, 1],
      true,
      false,
    ])
  })

  it('[MAEL-10] get a bounded number of entries at once', () => {
    const logs = new ReplicatedLogs<number>(1, 0)
    for (let entry = 0; entry < MAX_ENTRIES_PER_MESSAGE + 5; entry++) logs.append(entry)
    expect(logs.runsSince([0])[0]?.[2]).toHaveLength(MAX_ENTRIES_PER_MESSAGE)
    expect(logs.runsSince([MAX_ENTRIES_PER_MESSAGE])[0]?.[2]).toHaveLength(5)
  })

  it('[MAEL-10] ignore writers that do not exist', () => {
    expect(new ReplicatedLogs<string>(1, 0).apply([[5, 0, ['x']]])).toEqual([])
  })

  it('[MAEL-10] compare frontiers by writer', () => {
    expect([laterOf([1, 5], [3]), earlierOf([1, 5], [3, 2])]).toEqual([
      [3, 5],
      [1, 2],
    ])
  })

  it.each([[null], [[[0, 0]]], [[[0, -1, []]]], [[['a', 0, []]]], [[[0, 0, 'x']]], [{}]])(
    '[MAEL-1] what a node sends instead of runs is refused: %j',
    (value) => {
      expect(readRuns(value)).toBeUndefined()
      expect(readFrontier(value)).toBeUndefined()
    },
  )
})
