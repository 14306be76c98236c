import { describe, expect, it, jest } from '@jest/globals'
import {
  GCounter,
  type KeyChange,
  OrSet,
  type ValueType,
  gCounter,
  jsonCodec,
  orSet,
} from '../../src/gossip/sdk/index.ts'
import { live, nodes, nth, until } from './mesh-sdk/nodes.ts'

jest.setTimeout(30_000)

const { start, mesh } = nodes()

interface Position {
  readonly x: number
  readonly y: number
  readonly tick: number
}

/** Where an entity is: the later tick wins, on every node alike. */
const position: ValueType<Position> = {
  id: 20,
  name: 'position',
  encode: ({ x, y, tick }) => jsonCodec.encode([x, y, tick]),
  decode(bytes) {
    const parts = jsonCodec.decode(bytes)
    if (!Array.isArray(parts)) return undefined
    const [x, y, tick] = parts.map(Number)
    return x === undefined || y === undefined || tick === undefined ? undefined : { x, y, tick }
  },
  merge: (a, b) => (a.tick === b.tick ? (a.x + a.y >= b.x + b.y ? a : b) : a.tick > b.tick ? a : b),
}

describe('values of the mesh', () => {
  it('[SDK-10] are set at one node, read, changed and deleted at any other', async () => {
    const all = await mesh('a', 'b', 'c')
    const [a, b, c] = [nth(all, 0), nth(all, 1), nth(all, 2)]
    a.set('feature_x_enabled', true)
    await until(c, () => c.get('feature_x_enabled') === true)
    c.set('feature_x_enabled', { share: 0.5 })
    await until(a, () => typeof a.get('feature_x_enabled') === 'object')
    expect(a.get('feature_x_enabled')).toEqual({ share: 0.5 })
    await until(b, () => b.keys().includes('feature_x_enabled'))
    expect(b.delete('feature_x_enabled')).toBe(true)
    await Promise.all(all.map((node) => until(node, () => node.keys().length === 0)))
    expect(b.delete('feature_x_enabled')).toBe(false)
  })

  it('[SDK-11] are watched by prefix, from now on or from what is there', async () => {
    const all = await mesh('a', 'b')
    const [a, b] = [nth(all, 0), nth(all, 1)]
    const seen: KeyChange[] = []
    const off = b.watch('limits/', (change) => seen.push(change))
    a.set('other', 1)
    a.set('limits/connections', 1000)
    await until(b, () => seen.length === 1 && b.get('other') === 1)
    a.set('limits/connections', 2000)
    await until(b, () => seen.length === 2)
    a.delete('limits/connections')
    await until(b, () => seen.length === 3)
    expect(seen.map(({ key, value, before }) => [key, value, before])).toEqual([
      ['limits/connections', 1000, undefined],
      ['limits/connections', 2000, 1000],
      ['limits/connections', undefined, 2000],
    ])
    off()
    a.set('limits/connections', 3000)
    await until(b, () => b.get('limits/connections') === 3000)
    expect(seen).toHaveLength(3)
    const initial: unknown[] = []
    b.watch('limits/', ({ value }) => initial.push(value), { initial: true })
    expect(initial).toEqual([3000])
  })

  it('[SDK-12] merge when several nodes change them at once', async () => {
    const all = await mesh('a', 'b', 'c')
    for (const [index, node] of all.entries()) {
      node.update('starts', gCounter, (held, { node: self }) =>
        (held ?? GCounter.empty).increment(self, index + 1),
      )
      node.update('players', orSet, (held, { node: self }) => (held ?? OrSet.empty).add(self, node.name))
    }
    await Promise.all(all.map((node) => until(node, () => node.get('starts') === 6)))
    await Promise.all(all.map((node) => until(node, () => (node.get('players', orSet)?.size ?? 0) === 3)))
    expect(nth(all, 1).get('players')).toEqual(['a', 'b', 'c'])
  })

  it('[SDK-13] may be of a type of the application, with its own encode, decode and merge', async () => {
    const types = [position]
    const [a, b] = await Promise.all([start('a', { types }), start('b', { types })])
    await b.join([a.address])
    a.update('entity/7', position, () => ({ x: 1, y: 2, tick: 5 }))
    b.update('entity/7', position, () => ({ x: 9, y: 9, tick: 4 }))
    const latest = (node: typeof a) => node.get('entity/7', position)?.tick === 5
    await Promise.all([until(a, () => latest(a)), until(b, () => latest(b))])
    expect(b.get('entity/7', position)).toEqual({ x: 1, y: 2, tick: 5 })
    b.update('entity/7', position, () => ({ x: 3, y: 3, tick: 6 }))
    await until(a, () => a.get('entity/7', position)?.tick === 6)
    const plain = await start('c')
    expect(() => plain.update('entity/7', position, () => ({ x: 0, y: 0, tick: 1 }))).toThrow(
      /not registered/,
    )
  })

  it('[SDK-14] outlive the death of their writer, and one after the other of those who stand in', async () => {
    const all = await mesh('a', 'b', 'c')
    const [a, b, c] = [nth(all, 0), nth(all, 1), nth(all, 2)]
    a.set('kept', 'by the mesh')
    await Promise.all([b, c].map((node) => until(node, () => node.get('kept') === 'by the mesh')))
    await a.close()
    await Promise.all([b, c].map((node) => until(node, () => live(node) === 2)))
    const d = await start('d')
    await d.join([b.address])
    await until(d, () => d.get('kept') === 'by the mesh')
    await b.close()
    await c.close()
    await until(d, () => live(d) === 1)
    expect(d.get('kept')).toBe('by the mesh')
    const e = await start('e')
    await e.join([d.address])
    await until(e, () => e.get('kept') === 'by the mesh')
  })

  it('[SDK-14] outlive a restart of their writer that nobody took for a death', async () => {
    const all = await mesh('a', 'b')
    const [a, b] = [nth(all, 0), nth(all, 1)]
    a.set('kept', 1)
    await until(b, () => b.get('kept') === 1)
    const { address } = a
    await a.close()
    const again = await start('a', { listen: address })
    await again.join([b.address])
    await until(again, () => again.get('kept') === 1)
    expect(b.get('kept')).toBe(1)
    expect(again.generation).toBeGreaterThan(a.generation)
  })

  it('[SDK-15] do not include what a node says about itself: that is its own, and goes with it', async () => {
    const a = await start('a', { metadata: { zone: 'eu-1', version: '2.0' } })
    const b = await start('b')
    await b.join([a.address])
    const ofA = (node: typeof a) => node.members().find(({ name }) => name === 'a')
    await until(b, () => ofA(b)?.metadata['zone'] === 'eu-1')
    a.describe({ ready: true })
    await until(b, () => ofA(b)?.metadata['ready'] === true)
    expect(ofA(b)?.metadata).toEqual({ zone: 'eu-1', version: '2.0', ready: true })
    expect(ofA(a)).toMatchObject({ isSelf: true, metadata: { ready: true } })
    expect(b.keys()).toEqual([])
    expect(() => b.set('@meta', 1)).toThrow(/kept/)
    const { address } = a
    await a.close()
    const again = await start('a', { listen: address })
    await again.join([b.address])
    await until(b, () => ofA(b)?.generation === again.generation)
    expect(ofA(b)?.metadata).toEqual({})
  })
})
