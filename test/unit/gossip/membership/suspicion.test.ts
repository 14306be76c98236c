import { describe, expect, it } from '@jest/globals'
import { integerBelow, seededStream } from '../../../../src/base/rng.ts'
import { DeadlineHeap } from '../../../../src/gossip/membership/deadline-heap.ts'
import { lengthMs, Suspicions } from '../../../../src/gossip/membership/suspicion.ts'

const TIMEOUTS = { minMs: 1_000, maxMs: 5_000, confirmations: 3 }
const proofMs = () => 100

function started(own = true): Suspicions {
  const suspicions = new Suspicions()
  suspicions.start('a', TIMEOUTS, own, 0)
  suspicions.pinged('a', 0)
  return suspicions
}

describe('a suspicion', () => {
  it('[MEMB-11] is shortened logarithmically by confirmations, from the longest time to the shortest', () => {
    expect([0, 1, 2, 3, 9].map((confirmed) => Math.round(lengthMs(TIMEOUTS, confirmed)))).toEqual([
      5_000, 3_000, 1_830, 1_000, 1_000,
    ])
    expect(lengthMs({ minMs: 1_000, maxMs: 5_000, confirmations: 0 }, 0)).toBe(1_000)
  })

  it('[MEMB-12] counts each confirming member once', () => {
    const suspicions = started()
    expect(suspicions.confirm('a', 'b')).toBe(true)
    expect(suspicions.confirm('a', 'b')).toBe(false)
    expect(suspicions.deadlineMs('a')).toBe(3_000)
    expect(suspicions.confirm('stranger', 'b')).toBe(false)
  })

  it('[MEMB-13] ends in death only when this node has pinged the suspect itself, in vain', () => {
    const suspicions = new Suspicions()
    suspicions.start('a', TIMEOUTS, false, 0)
    expect(suspicions.takeExpired(5_000, proofMs)).toBeUndefined()
    suspicions.pinged('a', 5_050)
    expect(suspicions.takeExpired(5_100, proofMs)).toBeUndefined()
    expect(suspicions.takeExpired(5_149, proofMs)).toBeUndefined()
    expect(suspicions.takeExpired(5_150, proofMs)).toEqual({ name: 'a', own: false })
    expect(suspicions.takeExpired(9_999, proofMs)).toBeUndefined()
  })

  it('[MEMB-14] moves by the time that this process stood still', () => {
    const suspicions = started()
    suspicions.shift(8_000)
    expect(suspicions.takeExpired(12_999, proofMs)).toBeUndefined()
    expect(suspicions.takeExpired(13_000, proofMs)).toEqual({ name: 'a', own: true })
  })

  it('[MEMB-15] that has ended is over', () => {
    const suspicions = started()
    suspicions.end('a')
    expect(suspicions.nextMs).toBe(Infinity)
    expect(suspicions.takeExpired(99_999, proofMs)).toBeUndefined()
  })
})

describe('deadlines', () => {
  it('[MEMB-16] come in order whatever was set, moved and dropped before', () => {
    const random = seededStream(1, 'deadlines')
    const heap = new DeadlineHeap()
    const plain = new Map<string, number>()
    for (let step = 0; step < 5_000; step++) {
      const key = `key-${integerBelow(random, 60)}`
      if (random.next() < 0.3) {
        heap.delete(key)
        plain.delete(key)
      } else {
        const atMs = integerBelow(random, 1_000)
        heap.set(key, atMs)
        plain.set(key, atMs)
      }
      expect(heap.size).toBe(plain.size)
      expect(heap.nextMs).toBe(Math.min(Infinity, ...plain.values()))
    }
    const taken: number[] = []
    for (let atMs = heap.nextMs; heap.takeDue(1_000) !== undefined; atMs = heap.nextMs) taken.push(atMs)
    expect(taken).toEqual([...plain.values()].sort((a, b) => a - b))
  })
})
