import { describe, expect, it } from '@jest/globals'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { gCounter, lwwJson } from '../../../../src/gossip/shared/built-in-types.ts'
import { DAY_NANOS, SmallMesh, to } from './small-mesh.ts'

function flagOfA(): SmallMesh {
  const mesh = new SmallMesh('a', 'b', 'c')
  mesh.node('a').do((values, wall) => values.change('flag', lwwJson, to('old'), wall))
  mesh.exchangeAll()
  return mesh
}

function flags(mesh: SmallMesh): unknown[] {
  return mesh.nodes.map(({ values }) => values.get('flag', lwwJson)?.value)
}

describe('a deletion', () => {
  it('[VAL-30] by any node beats what others wrote before it', () => {
    const mesh = flagOfA()
    const deleted = mesh.node('b').do((values, wall) => values.delete('flag', wall))
    expect(deleted.changes).toMatchObject([{ key: 'flag', after: undefined }])
    mesh.exchangeAll()
    expect(flags(mesh)).toEqual([undefined, undefined, undefined])
    mesh.settle()
    expect(mesh.node('a').space.size).toBe(0)
    expect(flags(mesh)).toEqual([undefined, undefined, undefined])
  })

  it('[VAL-30] loses to a later write, whether or not that knew of it', () => {
    const mesh = flagOfA()
    mesh.node('b').do((values, wall) => values.delete('flag', wall))
    mesh.node('c').wall = 5000n
    mesh.node('c').do((values, wall) => values.change('flag', lwwJson, to('later'), wall))
    mesh.settle()
    expect(flags(mesh)).toEqual(['later', 'later', 'later'])
    mesh.node('a').do((values, wall) => values.delete('flag', wall))
    mesh.node('a').do((values, wall) => values.change('flag', lwwJson, to('again'), wall))
    mesh.settle()
    expect(flags(mesh)).toEqual(['again', 'again', 'again'])
    expect(mesh.entries).toBe(1)
  })

  it('[VAL-30] lets a counter begin anew', () => {
    const mesh = new SmallMesh('a', 'b')
    const [a, b] = [mesh.node('a'), mesh.node('b')]
    a.do((values, wall) =>
      values.change('n', gCounter, (held = GCounter.empty) => held.increment('a', 9), wall),
    )
    mesh.exchangeAll()
    b.do((values, wall) => values.delete('n', wall))
    b.do((values, wall) => values.change('n', gCounter, (held = GCounter.empty) => held.increment('b'), wall))
    mesh.settle()
    expect([a.values.get('n', gCounter)?.value, b.values.get('n', gCounter)?.value]).toEqual([1, 1])
  })

  it('[VAL-31] is remembered for a day, so that a node that was cut off brings nothing back', () => {
    const mesh = flagOfA()
    const a = mesh.node('a')
    mesh.crash('a')
    mesh.node('b').do((values, wall) => values.delete('flag', wall))
    for (const node of mesh.nodes) node.wall += DAY_NANOS - 1n
    mesh.settle()
    expect(mesh.entries).toBe(1)
    mesh.nodes.push(a)
    mesh.settle()
    expect(flags(mesh)).toEqual([undefined, undefined, undefined])
    expect(a.space.size).toBe(0)
  })

  it('[VAL-31] leaves nothing behind after a day', () => {
    const mesh = flagOfA()
    mesh.node('b').do((values, wall) => values.delete('flag', wall))
    mesh.settle()
    expect(mesh.entries).toBe(1)
    for (const node of mesh.nodes) node.wall += 2n * DAY_NANOS
    mesh.settle()
    expect(mesh.entries).toBe(0)
    expect(flags(mesh)).toEqual([undefined, undefined, undefined])
  })

  it('[VAL-31] stays while anybody still holds what it deletes', () => {
    const mesh = flagOfA()
    const b = mesh.node('b')
    b.do((values, wall) => values.delete('flag', wall))
    b.wall += 2n * DAY_NANOS
    expect(b.do((values, wall) => values.tend(wall, () => false)).writes).toEqual([])
    mesh.settle()
    expect(mesh.entries).toBe(0)
  })

  it('[VAL-31] outlives the one who made it', () => {
    const mesh = flagOfA()
    const a = mesh.node('a')
    mesh.crash('a')
    mesh.node('c').do((values, wall) => values.delete('flag', wall))
    mesh.exchangeAll()
    mesh.crash('c')
    mesh.settle()
    mesh.nodes.push(a)
    mesh.settle()
    expect(flags(mesh)).toEqual([undefined, undefined])
  })

  it('[VAL-30] of what is not there writes nothing', () => {
    const mesh = flagOfA()
    expect(mesh.node('a').do((values, wall) => values.delete('other', wall))).toEqual({
      changes: [],
      writes: [],
    })
    mesh.node('a').do((values, wall) => values.delete('flag', wall))
    expect(mesh.node('a').do((values, wall) => values.delete('flag', wall)).writes).toEqual([])
  })
})
