import { describe, expect, it } from '@jest/globals'
import { DEFAULT_STATE_OPTIONS } from '../../../../src/gossip/state/options.ts'
import { NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import { WatchedMesh } from './watched-mesh.ts'

const GRACE_MS = 2_000
const QUICK_GRACE = { state: { ...DEFAULT_STATE_OPTIONS, tombstoneGraceMs: GRACE_MS, doubtMs: 500 } }

describe('keys', () => {
  it('[MESH-23] what a node sets, overwrites and deletes is so at all nodes', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    const writer = mesh.node(2)
    mesh.set(writer, 'a', '1')
    mesh.set(writer, 'b', '1')
    mesh.world.play(200)
    mesh.set(writer, 'a', '2')
    writer.command({ kind: 'delete', key: 'b' })
    mesh.world.play(200)
    for (const node of mesh.world.live) {
      expect(mesh.value(node, 'node-2', 'a')).toBe('2')
      expect(mesh.value(node, 'node-2', 'b')).toBeUndefined()
      const told = mesh
        .told('entry', node)
        .map(({ entry: { key, kind, version } }) => `${key} ${kind} ${version}`)
      expect(told).toEqual(['a value 1', 'b value 2', 'a value 3', 'b tombstone 4'])
    }
  })

  it('[MESH-24] setting what a key has already changes nothing', () => {
    const mesh = WatchedMesh.formed({ nodes: 3 })
    mesh.set(mesh.node(0), 'a', '1')
    mesh.world.play(200)
    mesh.seen.length = 0
    const before = mesh.hashes()
    mesh.set(mesh.node(0), 'a', '1')
    mesh.node(0).command({ kind: 'delete', key: 'never' })
    mesh.world.play(500)
    expect(mesh.told('entry')).toEqual([])
    expect(mesh.hashes()).toEqual(before)
  })

  it('[MESH-25] keys get everywhere at 30 % loss', () => {
    const links = { ...NO_DELAY, lossShare: 0.3 }
    const mesh = new WatchedMesh({ nodes: 8, links })
    mesh.world.form(100, 10_000)
    for (let key = 0; key < 50; key++) mesh.set(mesh.node(key % 8), `key-${key}`, `${key}`)
    const done = () =>
      mesh.world.live.every((node) =>
        Array.from({ length: 50 }, (_, key) => mesh.value(node, `node-${key % 8}`, `key-${key}`)).every(
          (value, key) => value === `${key}`,
        ),
      )
    expect(mesh.world.playUntil(done, 5_000, 100)).toBe(true)
  })

  it('[MESH-26] tombstones are gone at all nodes when their time is over', () => {
    const mesh = WatchedMesh.formed({ nodes: 6, config: QUICK_GRACE })
    for (let key = 0; key < 20; key++) mesh.set(mesh.node(1), `key-${key}`, 'v')
    mesh.world.play(500)
    for (let key = 0; key < 20; key++) mesh.node(1).command({ kind: 'delete', key: `key-${key}` })
    mesh.world.play(500)
    expect(mesh.world.live.map(({ engine }) => engine.status().entries)).toEqual(Array(6).fill(20))
    mesh.world.play(2 * GRACE_MS)
    expect(mesh.world.live.map(({ engine }) => engine.status().entries)).toEqual(Array(6).fill(0))
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-27] a node that was away for longer than tombstones last starts over and revives nothing', () => {
    const mesh = WatchedMesh.formed({ nodes: 6, config: QUICK_GRACE })
    mesh.set(mesh.node(1), 'deleted', 'v')
    mesh.set(mesh.node(1), 'kept', 'v')
    mesh.world.play(500)
    const [away, ...others] = [mesh.node(5), ...mesh.world.nodes.slice(0, 5)]
    mesh.world.split([away], others)
    mesh.node(1).command({ kind: 'delete', key: 'deleted' })
    mesh.set(mesh.node(1), 'later', 'v')
    mesh.world.play(5 * GRACE_MS)
    mesh.seen.length = 0
    expect(mesh.value(away, 'node-1', 'deleted')).toBe('v')
    mesh.world.unsplit([away], others)
    mesh.world.play(5_000)
    for (const node of mesh.world.live) {
      expect([...node.engine.entries('node-1')].map(({ key }) => key).sort()).toEqual(['kept', 'later'])
      expect(mesh.told('entry', node).filter(({ entry }) => entry.key === 'deleted')).toEqual([])
    }
    expect(mesh.told('dropped', away)).toMatchObject([
      { owner: 'node-1', why: 'collected', entries: [{ key: 'deleted' }] },
    ])
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-28] who lacks much gets the newest owner first, or the one of whom least is missing', () => {
    for (const order of ['newest', 'smallest-lag'] as const) {
      const mesh = WatchedMesh.formed({ nodes: 3, config: { order } })
      const [late, ...others] = [mesh.node(2), mesh.node(0), mesh.node(1)]
      mesh.world.split([late], others)
      mesh.set(mesh.node(0), 'small', 'v'.repeat(8_000))
      mesh.world.play(200)
      for (let key = 0; key < 40; key++) mesh.set(mesh.node(1), `large-${key}`, 'v'.repeat(10_000))
      mesh.world.play(8_000)
      mesh.seen.length = 0
      mesh.world.unsplit([late], others)
      mesh.world.play(5_000)
      const owners = mesh.told('entry', late).map(({ owner }) => owner)
      expect(owners).toHaveLength(41)
      expect(owners.indexOf('node-0')).toBe(order === 'newest' ? 40 : 0)
    }
  })
})
