import { describe, expect, it } from '@jest/globals'
import { NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import type { SimNode } from '../../../../src/simulator/cluster/sim-node.ts'
import { bytesOf, WatchedMesh } from './watched-mesh.ts'

function broadcast(node: SimNode, name: string, ttl?: number): void {
  const limit = ttl === undefined ? {} : { ttl }
  node.command({ kind: 'broadcast', id: name, name, bytes: bytesOf('!'), ...limit })
}

function got(mesh: WatchedMesh, node: SimNode): string[] {
  return mesh.told('broadcast', node).map(({ name }) => name)
}

describe('broadcasts', () => {
  it('[MESH-29] every other node gets a broadcast once, and its origin learns when it has left', () => {
    const mesh = WatchedMesh.formed({ nodes: 16 })
    broadcast(mesh.node(3), 'b')
    mesh.world.play(1_000)
    for (const node of mesh.world.live) expect(got(mesh, node)).toEqual(node === mesh.node(3) ? [] : ['b'])
    expect(mesh.told('broadcast-sent')).toMatchObject([{ id: 'b', version: 1 }])
  })

  it('[MESH-30] so does it at 30 % loss and with a tenth of the frames arriving twice', () => {
    const mesh = new WatchedMesh({ nodes: 16, links: { ...NO_DELAY, lossShare: 0.3, slowestMs: 50 } })
    mesh.world.form(100, 10_000)
    mesh.world.wire.faults = { duplicateShare: 0.1, corruptShare: 0 }
    mesh.seen.length = 0
    for (let index = 0; index < 50; index++) broadcast(mesh.node(index % 16), `b-${index}`)
    mesh.world.play(5_000)
    for (const [at, node] of mesh.world.nodes.entries()) {
      const wanted = Array.from({ length: 50 }, (_, index) => index).filter((index) => index % 16 !== at)
      expect(got(mesh, node).sort()).toEqual(wanted.map((index) => `b-${index}`).sort())
    }
  })

  it('[MESH-31] a broadcast with ttl 0 stays where it is', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    const before = mesh.node(0).framesSent
    broadcast(mesh.node(0), 'b', 0)
    expect(mesh.node(0).framesSent).toBe(before)
    mesh.world.play(1_000)
    expect(mesh.told('broadcast')).toEqual([])
  })

  for (const dedup of ['window', 'bloom'] as const)
    it(`[MESH-32] one with ttl 2 goes two hops at most, to each node once (${dedup})`, () => {
      const mesh = WatchedMesh.formed({ nodes: 40, config: { dedup, fanout: 3 } })
      broadcast(mesh.node(0), 'one', 1)
      broadcast(mesh.node(0), 'two', 2)
      mesh.world.play(1_000)
      const receivers = (name: string) => mesh.told('broadcast').filter((told) => told.name === name).length
      expect(receivers('one')).toBe(3)
      expect(receivers('two')).toBeGreaterThan(3)
      expect(receivers('two')).toBeLessThanOrEqual(3 + 9)
      for (const node of mesh.world.live) {
        expect(new Set(got(mesh, node)).size).toBe(got(mesh, node).length)
      }
      expect(got(mesh, mesh.node(0))).toEqual([])
    })

  it('[MESH-33] what was broadcast before a node joined is not reported to it, and handed on by it', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    for (let index = 0; index < 10; index++) broadcast(mesh.node(index % 4), `old-${index}`)
    mesh.world.play(1_000)
    const newcomer = mesh.world.start('newcomer')
    newcomer.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(2_000)
    expect(got(mesh, newcomer)).toEqual([])
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-34] from the moment that its first exchange is over a newcomer misses no broadcast', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const mesh = new WatchedMesh({ nodes: 6, seed, links: { ...NO_DELAY, slowestMs: 40, lossShare: 0.2 } })
      mesh.world.form(100, 5_000)
      broadcast(mesh.node(1), 'old')
      mesh.world.play(1_000)
      const newcomer = mesh.world.start('newcomer')
      newcomer.command({ kind: 'join', addresses: ['node-0:1'] })
      const joined = () => mesh.told('round', newcomer).length > 0
      const sent: string[] = []
      for (let index = 0; index < 100; index++) {
        if (joined()) sent.push(`b-${index}`)
        broadcast(mesh.node(index % 6), `b-${index}`)
        mesh.world.play(10)
      }
      mesh.world.play(5_000)
      const received = got(mesh, newcomer)
      expect(sent.filter((name) => !received.includes(name))).toEqual([])
      expect(new Set(received).size).toBe(received.length)
      expect(received).not.toContain('old')
    }
  })

  it('[MESH-35] a member that joins again after it was held for dead misses nothing of its absence', () => {
    const mesh = WatchedMesh.formed({ nodes: 5 })
    const [away, ...others] = [mesh.node(4), ...mesh.world.nodes.slice(0, 4)]
    mesh.world.split([away], others)
    mesh.world.play(5_000)
    broadcast(mesh.node(0), 'missed')
    mesh.world.play(5_000)
    mesh.world.unsplit([away], others)
    away.command({ kind: 'join', addresses: ['node-1:1'] })
    mesh.world.play(5_000)
    expect(got(mesh, away)).toEqual(['missed'])
  })

  it('[MESH-36] broadcasts of a later start count anew', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    for (let index = 0; index < 5; index++) broadcast(mesh.node(1), `first-${index}`)
    mesh.world.play(500)
    const newcomer = mesh.world.start('newcomer')
    newcomer.command({ kind: 'join', addresses: ['node-0:1'] })
    const again = mesh.world.start('node-1')
    again.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(1_000)
    broadcast(again, 'second')
    mesh.world.play(1_000)
    expect(got(mesh, newcomer)).toEqual(['second'])
  })
})
