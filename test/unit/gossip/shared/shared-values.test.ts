import { describe, expect, it } from '@jest/globals'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { OrSet } from '../../../../src/gossip/crdt/or-set.ts'
import { PnCounter } from '../../../../src/gossip/crdt/pn-counter.ts'
import {
  gCounter,
  liveJson,
  livePnCounter,
  lwwJson,
  maximum,
  orSet,
} from '../../../../src/gossip/shared/built-in-types.ts'
import { SmallMesh, to } from './small-mesh.ts'

function three(): SmallMesh {
  return new SmallMesh('a', 'b', 'c')
}

describe('a lasting value', () => {
  it('[VAL-1] is read by all and belongs to none: the last writer wins', () => {
    const mesh = three()
    mesh.node('a').do((values, wall) => values.change('flag', lwwJson, to('on'), wall))
    mesh.exchangeAll()
    expect(mesh.node('c').values.get('flag', lwwJson)?.value).toBe('on')
    mesh.node('c').do((values, wall) => values.change('flag', lwwJson, to('off'), wall))
    mesh.exchangeAll()
    expect(mesh.nodes.map(({ values }) => values.get('flag', lwwJson)?.value)).toEqual(['off', 'off', 'off'])
  })

  it('[VAL-1] merges concurrent writes by its type', () => {
    const mesh = three()
    for (const { name, do: act } of mesh.nodes.map((node) => ({ name: node.name, do: node.do.bind(node) }))) {
      act((values, wall) =>
        values.change('n', gCounter, (held = GCounter.empty) => held.increment(name, 2), wall),
      )
      act((values, wall) => values.change('who', orSet, (held = OrSet.empty) => held.add(name, name), wall))
      act((values, wall) => values.change('high', maximum, () => name.charCodeAt(0), wall))
    }
    mesh.exchangeAll()
    for (const { values } of mesh.nodes) {
      expect(values.get('n', gCounter)?.value).toBe(6)
      expect(values.get('who', orSet)?.values).toEqual(['a', 'b', 'c'])
      expect(values.get('high', maximum)).toBe('c'.charCodeAt(0))
    }
  })

  it('[VAL-2] is one entry at rest: who wrote last holds it, the others let go', () => {
    const mesh = three()
    for (let round = 0; round < 5; round++) {
      for (const node of mesh.nodes) {
        node.do((values, wall) =>
          values.change('n', gCounter, (held = GCounter.empty) => held.increment(node.name), wall),
        )
        mesh.exchangeAll()
      }
    }
    mesh.settle()
    expect(mesh.entries).toBe(1)
    expect(mesh.node('c').space.has('n')).toBe(true)
    expect(mesh.nodes.map(({ values }) => values.get('n', gCounter)?.value)).toEqual([15, 15, 15])
  })

  it('[VAL-3] reports a change only when what readers see has changed', () => {
    const mesh = three()
    const [a, b] = [mesh.node('a'), mesh.node('b')]
    const first = a.do((values, wall) => values.change('high', maximum, () => 7, wall))
    expect(first.changes).toMatchObject([{ key: 'high', before: undefined, after: { value: 7 } }])
    const entry = [...a.space.values()][0]
    if (!entry) throw new Error('nothing was written')
    expect(b.values.apply('a', entry, b.wall)).toHaveLength(1)
    expect(b.values.apply('a', entry, b.wall)).toEqual([])
    expect(b.values.apply('c', entry, b.wall)).toEqual([])
    expect(b.do((values, wall) => values.change('high', maximum, () => 5, wall))).toEqual({
      changes: [],
      writes: [],
    })
    expect(b.do((values, wall) => values.change('high', maximum, () => 9, wall)).changes).toMatchObject([
      { before: { value: 7 }, after: { value: 9 } },
    ])
  })

  it('[VAL-4] of another type replaces what was there; a reader asks for the type it means', () => {
    const mesh = three()
    mesh.node('a').do((values, wall) => values.change('k', maximum, () => 1, wall))
    mesh.exchangeAll()
    mesh.node('b').do((values, wall) => values.change('k', lwwJson, to('text'), wall))
    mesh.settle()
    for (const { values } of mesh.nodes) {
      expect(values.get('k', maximum)).toBeUndefined()
      expect(values.get('k', lwwJson)?.value).toBe('text')
    }
    expect(mesh.entries).toBe(1)
  })

  it('[VAL-5] that no entry could carry is refused, and what was there stays', () => {
    const { values, wall } = three().node('a')
    values.change('k', lwwJson, to('fits'), wall)
    expect(() => values.change('k', lwwJson, to('x'.repeat(40_000)), wall)).toThrow(/takes at most 32768/)
    expect(values.get('k', lwwJson)?.value).toBe('fits')
  })

  it('[VAL-6] is listed under its prefix', () => {
    const { values, wall } = three().node('a')
    for (const key of ['b/2', 'a/1', 'b/1']) values.change(key, lwwJson, to(1), wall)
    values.delete('b/2', wall)
    expect(values.keys()).toEqual(['a/1', 'b/1'])
    expect(values.keys('b/')).toEqual(['b/1'])
  })
})

describe('an ephemeral value', () => {
  it('[VAL-7] is the merge of those who live, and dies with its owner', () => {
    const mesh = three()
    for (const node of mesh.nodes) {
      node.do((values, wall) =>
        values.change('players', livePnCounter, (own = PnCounter.empty) => own.add(node.name, 10), wall),
      )
      mesh.exchangeAll()
    }
    mesh.node('a').do((values, wall) => values.change(`load/a`, liveJson, to(0.5), wall))
    mesh.settle()
    expect(mesh.node('b').values.get('players', livePnCounter)?.value).toBe(30)
    expect(mesh.node('b').values.get('load/a', liveJson)?.value).toBe(0.5)
    mesh.crash('a')
    mesh.settle()
    for (const { values } of mesh.nodes) {
      expect(values.get('players', livePnCounter)?.value).toBe(20)
      expect(values.get('load/a', liveJson)).toBeUndefined()
    }
  })

  it('[VAL-7] can be taken back by its owner only', () => {
    const mesh = three()
    const [a, b] = [mesh.node('a'), mesh.node('b')]
    a.do((values, wall) => values.change('load/a', liveJson, to(1), wall))
    mesh.exchangeAll()
    expect(b.do((values, wall) => values.delete('load/a', wall)).writes).toEqual([])
    expect(a.do((values, wall) => values.delete('load/a', wall)).writes).toMatchObject([
      { kind: 'tombstone' },
    ])
    mesh.exchangeAll()
    expect(b.values.get('load/a', liveJson)).toBeUndefined()
  })
})
