import { describe, expect, it } from '@jest/globals'
import { SeenWindow } from '../../../../src/gossip/broadcast/seen-window.ts'
import { DEFAULT_RETENTION_MS } from '../../../../src/gossip/broadcast/seen.ts'

const HOUR_MS = 3_600_000
const longestLifeMs = 60_000

describe('the window of seen ids', () => {
  it('[DEDUP-1] takes what arrives over two ways once', () => {
    const atC = new SeenWindow({ longestLifeMs })
    const arrivals = ['a-1', 'a-1', 'a-2', 'a-1', 'a-2']
    expect(arrivals.map((id, atMs) => atC.seen(id, atMs))).toEqual([false, true, false, true, true])
  })

  it('[DEDUP-2] remembers ids for an hour, and holds nothing afterwards', () => {
    const window = new SeenWindow({ longestLifeMs })
    for (let index = 0; index < 1000; index++) window.seen(`id-${index}`, index)
    expect(DEFAULT_RETENTION_MS).toBe(HOUR_MS)
    expect(window.size(HOUR_MS - 1)).toBe(1000)
    expect(window.size(HOUR_MS)).toBe(999)
    expect(window.size(HOUR_MS + 999)).toBe(0)
    expect(window.seen('id-0', HOUR_MS + 1000)).toBe(false)
  })

  it('[DEDUP-2] counts the hour from the first sight', () => {
    const window = new SeenWindow({ retentionMs: 100, longestLifeMs: 50 })
    window.seen('x', 0)
    expect(window.seen('x', 99)).toBe(true)
    expect(window.seen('x', 100)).toBe(false)
  })

  it('[DEDUP-3] drops the oldest first when it is full, and counts that', () => {
    const window = new SeenWindow({ maxIds: 3, longestLifeMs })
    for (const id of ['a', 'b', 'c', 'd']) window.seen(id, 0)
    expect(window.size(0)).toBe(3)
    expect(window.droppedEarly).toBe(1)
    expect(['b', 'c', 'd', 'a'].map((id) => window.seen(id, 0))).toEqual([true, true, true, false])
  })

  it('[DEDUP-3] stays bounded over a million ids, at a cost that does not grow', () => {
    const window = new SeenWindow({ maxIds: 1000, longestLifeMs })
    let repeats = 0
    for (let index = 0; index < 1_000_000; index++) {
      window.seen(`id-${index}`, index)
      if (index >= 500 && window.seen(`id-${index - 500}`, index)) repeats += 1
    }
    expect(window.size(1_000_000)).toBe(1000)
    expect(repeats).toBe(999_500)
  })

  it('[DEDUP-4] refuses to forget ids whose messages may still travel', () => {
    expect(() => new SeenWindow({ retentionMs: 60_000, longestLifeMs: 60_000 })).toThrow(
      /remember ids for longer/,
    )
    expect(() => new SeenWindow({ retentionMs: 60_001, longestLifeMs: 60_000 })).not.toThrow()
    expect(() => new SeenWindow({ maxIds: 0, longestLifeMs })).toThrow(RangeError)
  })
})
