import { describe, expect, it } from '@jest/globals'
import { HashRing, MAX_VIRTUAL_NODES } from '../../../../src/gossip/ring/hash-ring.ts'

const KEYS = Array.from({ length: 10_000 }, (_, index) => `player-${index}`)
const names = (count: number) => Array.from({ length: count }, (_, index) => `node-${index}`)

function owners(ring: HashRing): Map<string, string | undefined> {
  return new Map(KEYS.map((key) => [key, ring.nodeOf(key)]))
}

function moved(before: ReadonlyMap<string, string | undefined>, after: HashRing): string[] {
  return KEYS.filter((key) => before.get(key) !== after.nodeOf(key))
}

describe('the hash ring', () => {
  it.each([2, 5, 10, 50])(
    '[RING-1] moves about 1/n of the keys when one of %d nodes joins, all to it',
    (count) => {
      const ring = new HashRing(names(count - 1))
      const before = owners(ring)
      ring.add('joins')
      const changed = moved(before, ring)
      const share = changed.length / (KEYS.length / count)
      expect(share).toBeGreaterThan(0.75)
      expect(share).toBeLessThan(1.25)
      expect(new Set(changed.map((key) => ring.nodeOf(key)))).toEqual(new Set(['joins']))
    },
  )

  it('[RING-1] moves only the keys of the node that goes, and to several others', () => {
    const ring = new HashRing(names(10))
    const before = owners(ring)
    ring.remove('node-3')
    const changed = moved(before, ring)
    expect(new Set(changed.map((key) => before.get(key)))).toEqual(new Set(['node-3']))
    expect(new Set(changed.map((key) => ring.nodeOf(key))).size).toBe(9)
  })

  it('[RING-2] gives every node about the same share', () => {
    const counts = new Map<string, number>()
    for (const owner of owners(new HashRing(names(10))).values()) {
      counts.set(owner ?? '', (counts.get(owner ?? '') ?? 0) + 1)
    }
    const mean = KEYS.length / 10
    const relative = [...counts.values()].map((count) => count / mean)
    // 256 points per node: a standard deviation of a sixteenth.
    const variance = relative.reduce((sum, share) => sum + (share - 1) ** 2, 0) / relative.length
    expect(counts.size).toBe(10)
    expect(Math.sqrt(variance)).toBeLessThan(1.5 / 16)
    expect(Math.max(...relative)).toBeLessThan(1.25)
  })

  it('[RING-3] gives a key as many different nodes as there are copies, the first its owner', () => {
    const ring = new HashRing(names(5))
    const keys = KEYS.slice(0, 1000)
    const wrong = keys.filter((key) => {
      const nodes = ring.nodesOf(key, 3)
      return new Set(nodes).size !== 3 || nodes[0] !== ring.nodeOf(key)
    })
    expect(wrong).toEqual([])
    expect(ring.nodesOf('key', 9).sort()).toEqual(names(5))
    expect(ring.nodesOf('key', 0)).toEqual([])
  })

  it('[RING-3] hands the copies of a node that goes to the next ones only', () => {
    const ring = new HashRing(names(6))
    const before = new Map(KEYS.slice(0, 1000).map((key) => [key, ring.nodesOf(key, 3)]))
    ring.remove('node-2')
    for (const [key, nodes] of before) {
      const kept = nodes.filter((node) => node !== 'node-2')
      expect(ring.nodesOf(key, 3).slice(0, kept.length)).toEqual(kept)
    }
  })

  it('[RING-4] is the same on every node, whoever joined first', () => {
    const [one, two] = [new HashRing(names(7)), new HashRing()]
    for (const name of ['gone', ...names(7).toReversed()]) expect(two.add(name)).toBe(true)
    expect(two.remove('gone')).toBe(true)
    expect(two.nodes).toEqual(one.nodes)
    expect(owners(two)).toEqual(owners(one))
    // Pins the function: another one would move keys when a cluster is upgraded node by node.
    expect(KEYS.slice(0, 6).map((key) => one.nodeOf(key))).toMatchInlineSnapshot(`
[
  "node-2",
  "node-5",
  "node-2",
  "node-1",
  "node-0",
  "node-5",
]
`)
  })

  it('[RING-4] takes a node once, and has no nodes for any key when empty', () => {
    const ring = new HashRing(['a', 'a'])
    expect(ring.add('a')).toBe(false)
    expect(ring.nodesOf('key', 2)).toEqual(['a'])
    expect([ring.remove('a'), ring.remove('a')]).toEqual([true, false])
    expect(ring.nodeOf('key')).toBeUndefined()
    expect(ring.nodesOf('key', 2)).toEqual([])
  })

  it.each([0, 1.5, MAX_VIRTUAL_NODES + 1])('[RING-4] refuses %d points per node', (points) => {
    expect(() => new HashRing([], points)).toThrow(RangeError)
  })
})
