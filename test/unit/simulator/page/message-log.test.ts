import { describe, expect, it } from '@jest/globals'
import { MessageLog } from '../../../../src/simulator/page/message-log.ts'

const MANY = 1_000
const under = (log: MessageLog, atMs: number, limit = MANY) => [...log.underWay(atMs, limit)]

describe('the log of messages', () => {
  it('[SIMS-13] gives those under way at any moment, the latest first, with how far they are', () => {
    const log = new MessageLog()
    log.add(0, 10, 1, 2, false)
    log.add(5, 25, 2, 3, false)
    log.add(8, 9, 3, 4, false)
    expect(under(log, 8.5)).toEqual([
      { from: 3, to: 4, isLost: false, progress: 0.5 },
      { from: 2, to: 3, isLost: false, progress: 0.175 },
      { from: 1, to: 2, isLost: false, progress: 0.85 },
    ])
    expect(under(log, 10).map(({ from }) => from)).toEqual([2])
    expect(under(log, 25)).toEqual([])
    expect(under(log, -1)).toEqual([])
  })

  it('[SIMS-13] shows a lost one for as long as others take', () => {
    const log = new MessageLog()
    log.add(0, 20, 1, 2, false)
    log.add(0, -1, 1, 3, true)
    expect(under(log, 10)[0]).toEqual({ from: 1, to: 3, isLost: true, progress: 0.5 })
    expect(under(log, 20)).toEqual([])
  })

  it('[SIMS-14] forgets the oldest, and gives no more than it is asked for', () => {
    const log = new MessageLog()
    for (let at = 0; at < 300_000; at++) log.add(at, at + 10, at, at + 1, false)
    expect(under(log, 100)).toEqual([])
    expect(under(log, 299_999.5)).toHaveLength(10)
    expect(under(log, 299_999.5, 3).map(({ from }) => from)).toEqual([299_999, 299_998, 299_997])
  })
})
