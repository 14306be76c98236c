import { describe, expect, it } from '@jest/globals'
import { DEFAULT_MAX_DRIFT_NANOS } from '../../../../src/gossip/crdt/hlc.ts'
import { lwwJson } from '../../../../src/gossip/shared/built-in-types.ts'
import { DAY_NANOS, SmallMesh, to } from './small-mesh.ts'

/** c's clock is a day ahead. */
function meshWithClockAhead(): SmallMesh {
  const mesh = new SmallMesh('a', 'b', 'c')
  mesh.node('c').wall += DAY_NANOS
  mesh.node('a').do((values, wall) => values.change('k', lwwJson, to('right'), wall))
  mesh.exchangeAll()
  mesh.node('c').do((values, wall) => values.change('k', lwwJson, to('ahead'), wall))
  mesh.exchangeAll()
  return mesh
}

function readAt(mesh: SmallMesh, name: string): unknown {
  return mesh.node(name).values.get('k', lwwJson)?.value
}

describe('a clock that is far ahead', () => {
  it('[VAL-50] does not win: its entries wait, the others go on', () => {
    const mesh = meshWithClockAhead()
    expect([readAt(mesh, 'a'), readAt(mesh, 'b')]).toEqual(['right', 'right'])
    expect(mesh.node('a').values.waiting).toBe(1)
    mesh.node('b').do((values, wall) => values.change('k', lwwJson, to('next'), wall))
    mesh.exchangeAll()
    expect([readAt(mesh, 'a'), readAt(mesh, 'b')]).toEqual(['next', 'next'])
  })

  it('[VAL-50] does not drag the other clocks along', () => {
    const mesh = meshWithClockAhead()
    mesh.node('b').do((values, wall) => values.change('l', lwwJson, to(1), wall))
    const stamp = mesh.node('b').values.get('l', lwwJson)?.stamp
    expect(stamp && stamp.nanos < 2000n).toBe(true)
  })

  it('[VAL-51] is heard when its time has come, so that all end the same', () => {
    const mesh = meshWithClockAhead()
    mesh.node('a').wall += DAY_NANOS - DEFAULT_MAX_DRIFT_NANOS - 1n
    mesh.node('b').wall += DAY_NANOS - DEFAULT_MAX_DRIFT_NANOS
    expect(mesh.node('a').do((values, wall) => values.tend(wall, () => false)).changes).toEqual([])
    const { changes } = mesh.node('b').do((values, wall) => values.tend(wall, () => false))
    expect(changes).toMatchObject([
      { key: 'k', before: { value: { value: 'right' } }, after: { value: { value: 'ahead' } } },
    ])
    mesh.node('a').wall += 1n
    mesh.settle()
    expect(['a', 'b', 'c'].map((name) => readAt(mesh, name))).toEqual(['ahead', 'ahead', 'ahead'])
    expect(mesh.node('a').values.waiting).toBe(0)
  })

  it('[VAL-51] leaves nothing waiting when its owner has gone or has thought better of it', () => {
    const mesh = meshWithClockAhead()
    mesh.node('c').space.delete('k')
    mesh.deliver(mesh.node('c'), mesh.node('a'), 'k')
    mesh.node('b').values.ownerGone('c')
    expect([mesh.node('a').values.waiting, mesh.node('b').values.waiting]).toEqual([0, 0])
  })

  it('[VAL-52] a little ahead is followed: who has seen a value writes a later one', () => {
    const mesh = new SmallMesh('a', 'b')
    mesh.node('b').wall += DEFAULT_MAX_DRIFT_NANOS
    mesh.node('b').do((values, wall) => values.change('k', lwwJson, to('ahead'), wall))
    mesh.exchangeAll()
    mesh.node('a').do((values, wall) => values.change('k', lwwJson, to('after'), wall))
    mesh.exchangeAll()
    expect([readAt(mesh, 'a'), readAt(mesh, 'b')]).toEqual(['after', 'after'])
  })
})
