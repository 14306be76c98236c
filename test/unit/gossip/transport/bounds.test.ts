import { describe, expect, it } from '@jest/globals'
import { Admission, type Admitted } from '../../../../src/gossip/transport/admission.ts'
import { SendQueue } from '../../../../src/gossip/transport/send-queue.ts'
import { keepsFresh } from '../../../../src/gossip/transport/settle.ts'
import { TokenBucket } from '../../../../src/gossip/transport/token-bucket.ts'

const bytes = (length: number) => new Uint8Array(length)

describe('the queue of a peer', () => {
  const drained = (queue: SendQueue) => {
    const lengths: number[] = []
    for (let frame = queue.next(); frame; frame = queue.next()) lengths.push(frame.length)
    return lengths
  }

  it('[TRANS-4] never gives a probe for bulk', () => {
    const queue = new SendQueue({ maxQueuedFrames: 2, maxQueuedBytes: 100 })
    expect([1, 2].map((length) => queue.push(bytes(length), 'probe'))).toEqual([0, 0])
    expect(queue.push(bytes(3), 'bulk')).toBe(1)
    expect(queue.push(bytes(4), 'probe')).toBe(1)
    expect(drained(queue)).toEqual([2, 4])
  })

  it('[TRANS-4] makes room for a large frame, and refuses one that has none even alone', () => {
    const queue = new SendQueue({ maxQueuedFrames: 10, maxQueuedBytes: 100 })
    for (const length of [30, 31, 32]) queue.push(bytes(length), 'bulk')
    expect(queue.push(bytes(60), 'bulk')).toBe(2)
    expect(queue.push(bytes(101), 'probe')).toBe(1)
    expect(queue.bytes).toBe(92)
    expect(drained(queue)).toEqual([32, 60])
    expect(queue.bytes).toBe(0)
  })

  it('moves to another within that one’s bounds', () => {
    const [from, to] = [1, 2].map(
      (frames) => new SendQueue({ maxQueuedFrames: 2 * frames, maxQueuedBytes: 99 }),
    )
    from?.push(bytes(1), 'bulk')
    from?.push(bytes(2), 'probe')
    if (to) expect(from?.moveTo(to)).toBe(0)
    expect(to && drained(to)).toEqual([2, 1])
    expect(from?.length).toBe(0)
  })
})

describe('the token bucket', () => {
  it('[TRANS-14] lets a burst through, then the average', () => {
    const bucket = new TokenBucket(100, 50, 0)
    expect(bucket.take(50, 0)).toBe(0)
    expect(bucket.take(10, 0)).toBe(100)
    expect(bucket.take(10, 100)).toBe(100)
    expect(bucket.take(10, 300)).toBe(0)
  })

  it('[TRANS-14] saves no more than the burst, and does not mind a clock that stands', () => {
    const bucket = new TokenBucket(100, 50, 0)
    expect(bucket.take(60, 1_000_000)).toBe(100)
    expect(bucket.take(0, 999_000)).toBe(100)
  })
})

describe('the admission of connections', () => {
  const bounds = { maxIncoming: 5, maxIncomingPerIp: 3, maxUnknownPerIp: 2 }
  const taken = (admission: Admission, ip: string): Admitted => {
    const admitted = admission.admit(ip)
    if (typeof admitted === 'string') throw new Error(admitted)
    return admitted
  }

  it('[TRANS-15] is bounded in total, per address, and for those who have not said hello', () => {
    const admission = new Admission(bounds)
    const first = [taken(admission, 'a'), taken(admission, 'a')]
    expect(admission.admit('a')).toBe('too_many_unknown_links_of_ip')
    for (const admitted of first) admitted.known()
    taken(admission, 'a').known()
    expect(admission.admit('a')).toBe('too_many_links_of_ip')
    for (const ip of ['b', 'c']) taken(admission, ip)
    expect(admission.admit('d')).toBe('too_many_links')
  })

  it('[TRANS-15] counts each end once', () => {
    const admission = new Admission(bounds)
    const one = taken(admission, 'a')
    one.closed()
    one.closed()
    one.known()
    expect(admission.open).toBe(0)
    for (const ip of ['a', 'a']) taken(admission, ip)
    expect(admission.admit('a')).toBe('too_many_unknown_links_of_ip')
  })
})

describe('of two links with one peer', () => {
  const a = { address: 'a:1', instance: 'i', sequence: 5 }
  const b = { address: 'b:1', instance: 'j', sequence: 1 }

  it('[TRANS-16] the one that the lower address dialled stays, whichever came first', () => {
    expect([keepsFresh(a, b), keepsFresh(b, a)]).toEqual([false, true])
  })

  it('[TRANS-16] the later stays if one node dialled both, whichever arrived first', () => {
    const later = { ...a, sequence: 6 }
    expect([keepsFresh(a, later), keepsFresh(later, a)]).toEqual([true, false])
  })
})
