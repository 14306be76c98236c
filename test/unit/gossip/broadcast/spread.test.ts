import { describe, expect, it } from '@jest/globals'
import { integerBelow, seededStream } from '../../../../src/base/rng.ts'
import {
  arcMembers,
  compareRingPlaces,
  split,
  wholeRing,
  type Child,
  type RingPlace,
} from '../../../../src/gossip/broadcast/spread.ts'
import { hash32 } from '../../../../src/gossip/ring/hash32.ts'

function ringOf(size: number, position: (name: string) => number = hash32): RingPlace[] {
  const names = Array.from({ length: size }, (_, index) => `node-${index}`)
  return names.map((name) => ({ name, position: position(name) })).sort(compareRingPlaces)
}

interface Course {
  readonly received: Map<string, number>
  readonly hops: number
  readonly frames: number
  readonly backToSender: number
}

/** Follows one item from `origin` through nodes that all hold the same ring. */
function course(ring: RingPlace[], origin: RingPlace, fanout: number, avoided = new Set<string>()): Course {
  const places = new Map(ring.map((place) => [place.name, place]))
  const received = new Map<string, number>()
  const avoid = (name: string) => avoided.has(name)
  let hops = 0
  let frames = 0
  let backToSender = 0
  let senders: Array<{ from: string; to: RingPlace; children: Child[] }> = [
    { from: '', to: origin, children: split(wholeRing(ring, origin), fanout, avoid) },
  ]
  while (senders.some(({ children }) => children.length > 0)) {
    hops += 1
    senders = senders.flatMap(({ from, to, children }) =>
      children.flatMap(({ name, arcEnd, spread }) => {
        frames += 1
        if (name === from) backToSender += 1
        received.set(name, (received.get(name) ?? 0) + 1)
        const place = places.get(name)
        if (!spread || !place) return []
        const members = arcMembers(ring, place, arcEnd, to.name)
        return [{ from: to.name, to: place, children: split(members, fanout, avoid) }]
      }),
    )
  }
  return { received, hops, frames, backToSender }
}

function expectOnceEach(
  ring: RingPlace[],
  origin: RingPlace,
  { received, frames, backToSender }: Course,
): void {
  expect(received.has(origin.name)).toBe(false)
  expect([...received.values()].every((count) => count === 1)).toBe(true)
  expect(received.size).toBe(ring.length - 1)
  expect(frames).toBe(ring.length - 1)
  expect(backToSender).toBe(0)
}

describe('the spread of an item over the ring', () => {
  for (const size of [1, 2, 3, 16, 64, 512])
    for (const fanout of [2, 3, 4, 8])
      it(`[SPREAD-1] reaches each of ${size} nodes once with fanout ${fanout}, within its hops`, () => {
        const ring = ringOf(size)
        for (const origin of ring.slice(0, 16)) {
          const taken = course(ring, origin, fanout)
          expectOnceEach(ring, origin, taken)
          const rounds = size === 1 ? 0 : Math.ceil(Math.log(size) / Math.log(fanout))
          expect(taken.hops).toBeLessThanOrEqual(rounds + 1)
        }
      })

  it('[SPREAD-2] holds when positions collide', () => {
    const random = seededStream(1, 'collisions')
    for (let round = 0; round < 200; round++) {
      const size = 1 + integerBelow(random, 20)
      const positions = 1 + integerBelow(random, 6)
      const ring = ringOf(size, () => integerBelow(random, positions) * 0x2000_0000)
      for (const origin of ring)
        expectOnceEach(ring, origin, course(ring, origin, 1 + integerBelow(random, 4)))
    }
  })

  it('[SPREAD-3] gives suspects the item, but nobody to pass it on to', () => {
    const ring = ringOf(64)
    const avoided = new Set(ring.filter((_, index) => index % 5 === 0).map(({ name }) => name))
    for (const origin of ring) {
      expectOnceEach(ring, origin, course(ring, origin, 3, avoided))
      const children = split(wholeRing(ring, origin), 3, (name) => avoided.has(name))
      expect(children.filter(({ name, spread }) => spread && avoided.has(name))).toEqual([])
    }
  })

  it('[SPREAD-4] never goes back to whom it came from', () => {
    const ring = ringOf(16)
    const [self, from] = ring
    if (!self || !from) throw new Error('the ring is empty')
    const everyone = arcMembers(ring, self, (self.position - 1) >>> 0, from.name)
    expect(everyone.map(({ name }) => name)).not.toContain(from.name)
    expect(everyone).toHaveLength(14)
  })
})

describe('positions on the ring', () => {
  it('[SPREAD-5] spread similar names over the whole ring', () => {
    const quarters = [0, 0, 0, 0]
    for (let index = 0; index < 1_000; index++) {
      const quarter = Math.floor(hash32(`node-${index}`) / 0x4000_0000)
      quarters[quarter] = (quarters[quarter] ?? 0) + 1
    }
    for (const count of quarters) expect(Math.abs(count - 250)).toBeLessThan(60)
  })
})
