import { describe, expect, it } from '@jest/globals'
import { NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import { WatchedMesh } from './watched-mesh.ts'

const SLOW = {
  updateRate: {
    maxPerSecond: 200,
    minPerSecond: 10,
    stepPerSecond: 20,
    burst: 50,
    backlogLimit: 40,
    intervalMs: 500,
  },
  maxWaitingWrites: 100,
}

describe('a flood of changes', () => {
  it('[MESH-42] waits, the latest value of each key only, and all of it is everywhere in the end', () => {
    const mesh = WatchedMesh.formed({ nodes: 5, config: SLOW })
    const writer = mesh.node(0)
    for (let round = 0; round < 20; round++)
      for (let key = 0; key < 100; key++) mesh.set(writer, `key-${key}`, `${round}`)
    expect(writer.engine.status().waitingWrites).toBe(100)
    expect(mesh.told('overload')).toEqual([])
    mesh.world.play(3_000)
    for (const node of mesh.world.live) {
      const values = [...node.engine.entries('node-0')].map(({ bytes }) => new TextDecoder().decode(bytes))
      expect(values).toEqual(Array(100).fill('19'))
    }
    // 50 at once, then one change per key.
    expect(mesh.told('entry', writer)).toHaveLength(150)
  })

  it('[MESH-43] beyond the bound is refused, and told once per episode and when it is over', () => {
    const mesh = WatchedMesh.formed({ nodes: 3, config: SLOW })
    const writer = mesh.node(0)
    for (let key = 0; key < 1_000; key++) mesh.set(writer, `key-${key}`, 'v')
    expect(mesh.told('overload', writer)).toMatchObject([{ begins: true }])
    expect(writer.engine.status().overloads).toBe(850)
    mesh.world.play(20_000)
    expect(mesh.told('overload', writer).map(({ begins }) => begins)).toEqual([true, false])
    expect([...mesh.node(2).engine.entries('node-0')]).toHaveLength(150)
    for (let key = 1_000; key < 2_000; key++) mesh.set(writer, `key-${key}`, 'v')
    expect(mesh.told('overload', writer).map(({ begins }) => begins)).toEqual([true, false, true])
  })

  it('[MESH-44] a delete waits behind the set of its key, and so does a set behind a delete', () => {
    const mesh = WatchedMesh.formed({ nodes: 3, config: SLOW })
    const writer = mesh.node(0)
    for (let key = 0; key < 60; key++) mesh.set(writer, `fill-${key}`, 'v')
    mesh.set(writer, 'gone', 'v')
    writer.command({ kind: 'delete', key: 'gone' })
    writer.command({ kind: 'delete', key: 'back' })
    mesh.set(writer, 'back', 'v')
    mesh.world.play(2_000)
    expect(mesh.value(mesh.node(2), 'node-0', 'gone')).toBeUndefined()
    expect(mesh.value(mesh.node(2), 'node-0', 'back')).toBe('v')
  })

  it('[MESH-45] slows down while peers lag behind, and is as fast as before when they keep up', () => {
    const links = { ...NO_DELAY, fastestMs: 400, slowestMs: 400 }
    const mesh = new WatchedMesh({ nodes: 3, config: SLOW, links })
    mesh.world.form(100, 20_000)
    const writer = mesh.node(0)
    const rates: number[] = []
    for (let step = 0; step < 1_000; step++) {
      mesh.set(writer, `key-${step % 90}`, `${step}`)
      mesh.world.play(5)
      rates.push(writer.engine.status().updatesPerSecond)
    }
    expect(Math.min(...rates)).toBeLessThan(150)
    mesh.world.play(15_000)
    expect(writer.engine.status().updatesPerSecond).toBe(200)
    expect(mesh.hashes().size).toBe(1)
  })
})
