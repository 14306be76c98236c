import { describe, expect, it } from '@jest/globals'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { gCounter, lwwJson } from '../../../../src/gossip/shared/built-in-types.ts'
import { MAX_TENDED_WRITES } from '../../../../src/gossip/shared/shared-values.ts'
import { SmallMesh, SmallNode, seenBy, to } from './small-mesh.ts'

function meshWithFlagAtC(): SmallMesh {
  const mesh = new SmallMesh('a', 'b', 'c')
  mesh.node('c').do((values, wall) => values.change('flag', lwwJson, to('on'), wall))
  mesh.exchangeAll()
  return mesh
}

describe('when an owner has gone', () => {
  it('[VAL-20] its values stay readable, and the adopter writes them unchanged', () => {
    const mesh = meshWithFlagAtC()
    const [a, b] = [mesh.node('a'), mesh.node('b')]
    const written = mesh.node('c').space.get('flag')
    const before = seenBy(a)
    mesh.crash('c')
    expect([seenBy(a), seenBy(b)]).toEqual([before, before])
    expect(a.do((values, wall) => values.tend(wall, () => true))).toEqual({ changes: [], writes: [written] })
    expect(b.do((values, wall) => values.tend(wall, () => false))).toEqual({ changes: [], writes: [] })
    mesh.settle()
    expect([seenBy(a), seenBy(b)]).toEqual([before, before])
    expect(mesh.entries).toBe(1)
    expect(b.do((values, wall) => values.tend(wall, () => true)).writes).toEqual([])
  })

  it('[VAL-21] the next adopter goes on if the first dies before anyone heard of it', () => {
    const mesh = meshWithFlagAtC()
    mesh.crash('c')
    mesh.node('a').do((values, wall) => values.tend(wall, () => true))
    mesh.crash('a')
    mesh.settle()
    expect(mesh.node('b').space.has('flag')).toBe(true)
    expect(mesh.node('b').values.get('flag', lwwJson)?.value).toBe('on')
  })

  it('[VAL-21] two adopters do no harm: one of them lets go', () => {
    const mesh = meshWithFlagAtC()
    mesh.crash('c')
    for (const node of mesh.nodes) node.do((values, wall) => values.tend(wall, () => true))
    expect(mesh.entries).toBe(2)
    mesh.settle()
    expect(mesh.entries).toBe(1)
  })

  it('[VAL-21] and comes back with what it held, nothing is doubled', () => {
    const mesh = meshWithFlagAtC()
    const c = mesh.node('c')
    mesh.crash('c')
    mesh.settle()
    mesh.nodes.push(c)
    mesh.settle()
    expect(mesh.entries).toBe(1)
    expect(mesh.nodes.map(({ values }) => values.get('flag', lwwJson)?.value)).toEqual(['on', 'on', 'on'])
  })

  it('[VAL-22] and comes back empty, what only it held survives, counted on in its next life', () => {
    const mesh = new SmallMesh('a', 'b')
    const count = (node: SmallNode, life: string) =>
      node.do((values, wall) =>
        values.change('n', gCounter, (held = GCounter.empty) => held.increment(life), wall),
      )
    count(mesh.node('b'), 'b:1')
    mesh.exchangeAll()
    mesh.crash('b')
    const again = new SmallNode('b')
    mesh.nodes.push(again)
    count(again, 'b:2')
    mesh.settle()
    expect(mesh.nodes.map(({ values }) => values.get('n', gCounter)?.value)).toEqual([2, 2])
    count(again, 'b:2')
    mesh.settle()
    expect(mesh.nodes.map(({ values }) => values.get('n', gCounter)?.value)).toEqual([3, 3])
    expect(mesh.entries).toBe(1)
  })

  it('[VAL-23] its many values are adopted in portions', () => {
    const mesh = new SmallMesh('a', 'b')
    const total = MAX_TENDED_WRITES + 5
    for (let index = 0; index < total; index++) {
      mesh.node('b').do((values, wall) => values.change(`k${index}`, lwwJson, to(index), wall))
    }
    mesh.exchangeAll()
    mesh.crash('b')
    expect([mesh.tendAll(), mesh.tendAll(), mesh.tendAll()]).toEqual([MAX_TENDED_WRITES, 5, 0])
    expect(mesh.node('a').space.size).toBe(total)
  })
})
