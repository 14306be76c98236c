import { describe, expect, it } from '@jest/globals'
import { hashOf, WatchedMesh } from './watched-mesh.ts'

describe('the life of a mesh', () => {
  it('[MESH-13] who leaves has left everywhere at once and is never held for dead', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    const leaver = mesh.node(5)
    leaver.command({ kind: 'leave' })
    mesh.world.play(400)
    expect(mesh.told('left', leaver)).toHaveLength(1)
    leaver.kill()
    mesh.world.play(5_000)
    for (const node of mesh.world.live) expect(mesh.changes(node)).toEqual(['left node-5'])
    expect(mesh.sizes()).toEqual(new Set([7]))
  })

  it('[MESH-14] who dies is suspected first and then dead everywhere', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    mesh.node(5).kill()
    mesh.world.play(3_000)
    for (const node of mesh.world.live)
      expect(mesh.changes(node)).toEqual(['suspected node-5', 'died node-5'])
  })

  it("[MESH-15] a new generation replaces a node's keys everywhere, and programs are told which are gone", () => {
    const mesh = WatchedMesh.formed({ nodes: 5 })
    mesh.set(mesh.node(2), 'old', 'value')
    mesh.world.play(500)
    const again = mesh.world.start('node-2')
    again.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.set(again, 'new', 'value')
    mesh.world.play(2_000)
    for (const node of mesh.world.live) {
      expect(mesh.value(node, 'node-2', 'old')).toBeUndefined()
      expect(mesh.value(node, 'node-2', 'new')).toBe('value')
      if (node !== again)
        expect(mesh.told('dropped', node)).toMatchObject([
          { owner: 'node-2', why: 'restarted', entries: [{ key: 'old' }] },
        ])
    }
    expect(mesh.changes(mesh.node(0))).toEqual(['restarted node-2'])
  })

  it('[MESH-16] a node that was held for dead while it stood still is back soon after it goes on', () => {
    const mesh = WatchedMesh.formed({ nodes: 6 })
    const sleeper = mesh.node(4)
    mesh.set(sleeper, 'mine', 'kept')
    sleeper.stall()
    mesh.world.play(10_000)
    expect(mesh.node(0).engine.liveCount()).toBe(5)
    sleeper.goOn()
    mesh.world.play(3_000)
    expect(mesh.sizes()).toEqual(new Set([6]))
    expect(mesh.hashes().size).toBe(1)
    expect(mesh.value(mesh.node(0), 'node-4', 'mine')).toBe('kept')
  })

  it('[MESH-17] halves that have declared each other dead find together again by themselves', () => {
    for (const lifeguard of [true, false]) {
      const mesh = WatchedMesh.formed({ nodes: 8, config: { lifeguard } })
      const halves = [mesh.world.nodes.slice(0, 4), mesh.world.nodes.slice(4)] as const
      mesh.world.split(...halves)
      mesh.world.play(15_000)
      expect(mesh.sizes()).toEqual(new Set([4]))
      mesh.set(mesh.node(0), 'here', '1')
      mesh.set(mesh.node(7), 'there', '2')
      mesh.world.unsplit(...halves)
      mesh.world.play(10_000)
      expect(mesh.sizes()).toEqual(new Set([8]))
      expect(mesh.hashes().size).toBe(1)
      for (const node of mesh.world.live) {
        expect(mesh.value(node, 'node-0', 'here')).toBe('1')
        expect(mesh.value(node, 'node-7', 'there')).toBe('2')
      }
    }
  })

  it('[MESH-18] two that hold each other for dead do not flood each other when they meet', () => {
    const mesh = WatchedMesh.formed({ nodes: 2 })
    const [one, other] = [mesh.world.nodes.slice(0, 1), mesh.world.nodes.slice(1)]
    mesh.world.split(one, other)
    mesh.world.play(15_000)
    const before = mesh.world.frames()
    mesh.world.unsplit(one, other)
    mesh.world.play(3_000)
    expect(mesh.sizes()).toEqual(new Set([2]))
    expect(mesh.world.frames() - before).toBeLessThan(250)
  })

  it('[MESH-19] in an idle mesh the hash stays and each node sends two frames per interval', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    const hash = hashOf(mesh.node(0).engine.status().hash)
    const before = mesh.world.frames()
    mesh.world.play(10_000)
    expect(mesh.hashes()).toEqual(new Set([hash]))
    expect((mesh.world.frames() - before) / 8 / 100).toBeCloseTo(2, 1)
    expect(mesh.told('round').every(({ mismatch }) => !mismatch)).toBe(true)
  })

  it('[MESH-20] a ping for another name is not answered: the address has changed hands', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    mesh.node(3).kill()
    const heir = mesh.world.start('heir', 'node-3:1')
    heir.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(5_000)
    for (const node of mesh.world.live) {
      const names = node.engine.members().map(({ name, status }) => `${name} ${status}`)
      expect(names).toContain('heir alive')
      expect(names).not.toContain('node-3 alive')
    }
  })

  it('[MESH-21] a node is told once that a later start has taken its name', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    const [stale, ...others] = [mesh.node(2), mesh.node(0), mesh.node(1), mesh.node(3)]
    mesh.world.split([stale], others)
    mesh.world.play(3_000)
    const heir = mesh.world.start('node-2', 'heir:1')
    heir.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(3_000)
    mesh.world.unsplit([stale], others)
    mesh.world.play(5_000)
    expect(mesh.told('displaced', stale)).toMatchObject([{ generation: heir.generation }])
    expect(mesh.told('join-refused', stale)).toEqual([])
    expect(mesh.told('displaced', heir)).toEqual([])
  })

  it('[MESH-22] dead members are forgotten after a while, and their keys with them', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    mesh.set(mesh.node(3), 'k', 'v')
    mesh.world.play(500)
    mesh.node(3).kill()
    mesh.world.play(5_000)
    expect(mesh.value(mesh.node(0), 'node-3', 'k')).toBe('v')
    mesh.world.play(601_000)
    for (const node of mesh.world.live) {
      expect(mesh.changes(node).at(-1)).toBe('forgotten node-3')
      expect(mesh.value(node, 'node-3', 'k')).toBeUndefined()
      expect(mesh.told('dropped', node)).toMatchObject([{ owner: 'node-3', why: 'forgotten' }])
    }
  })
})
