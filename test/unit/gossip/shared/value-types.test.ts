import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { lwwJson, maximum } from '../../../../src/gossip/shared/built-in-types.ts'
import type { ValueType } from '../../../../src/gossip/shared/value-type.ts'
import { ValueTypes } from '../../../../src/gossip/shared/value-types.ts'
import { SmallNode, to } from './small-mesh.ts'

/** The union of letters, as an application may define it. */
const letters: ValueType<string> = {
  id: 16,
  name: 'letters',
  encode: (value) => Uint8Array.from([...new Set(value)].sort(), (letter) => letter.charCodeAt(0)),
  decode: (bytes) => String.fromCharCode(...bytes),
  merge: (a, b) => a + b,
}

function failing(part: 'decode' | 'merge' | 'encode'): ValueType<string> {
  const fail = () => {
    throw new Error('an application fails')
  }
  let made = 0
  // The first value can be encoded: it has to be written somehow.
  const encode = (value: string) => (part === 'encode' && made++ > 0 ? fail() : letters.encode(value))
  return { ...letters, encode, ...(part === 'encode' ? {} : { [part]: fail }) }
}

describe('value types', () => {
  it('[VAL-40] of an application are encoded, decoded and merged as it says', () => {
    const nodes = ['a', 'b'].map((name) => new SmallNode(name, new ValueTypes([letters])))
    for (const [index, node] of nodes.entries()) {
      node.do((values, wall) => values.change('k', letters, () => ['xy', 'zx'][index] ?? '', wall))
    }
    for (const from of nodes) {
      for (const other of nodes) {
        for (const entry of from.space.values()) other.values.apply(from.name, entry, other.wall)
      }
    }
    const read = nodes.map(({ values }) => [...new Set(values.get('k', letters))].sort().join(''))
    expect(read).toEqual(['xyz', 'xyz'])
  })

  it.each([
    [{ ...letters, id: 15 }, /has id 15: an application's ids are 16 to 63/],
    [{ ...letters, id: 64 }, /has id 64/],
    [{ ...letters, id: 1.5 }, /has id 1.5/],
    [{ ...letters, name: 'other' }, /"letters" and "other" both have id 16/],
    [{ ...letters, id: 17 }, /16 and 17 are both called "letters"/],
    [{ ...letters, id: 17, name: 'or-set' }, /5 and 17 are both called "or-set"/],
  ])('[VAL-41] with unfit or repeated ids or names are refused', (type, message) => {
    expect(() => new ValueTypes([letters, type])).toThrow(message)
  })

  it('[VAL-41] that are not registered are refused when they are written', () => {
    const { values, wall } = new SmallNode('a')
    expect(() => values.change('k', letters, () => 'x', wall)).toThrow(/"letters" is not registered/)
    expect(() => values.change('k', { ...maximum }, () => 1, wall)).toThrow(/id 8 stands for "maximum"/)
    expect(() => values.change('k', maximum, () => -1, wall)).toThrow(RangeError)
  })

  it.each(['decode', 'merge', 'encode'] as const)(
    '[VAL-42] that throw in %s do not harm the node',
    (part) => {
      const type = failing(part)
      const good = new SmallNode('good', new ValueTypes([letters]))
      good.do((values, wall) => values.change('k', letters, () => 'xy', wall))
      const entries = [...good.space.values()]
      const { values, wall } = new SmallNode('b', new ValueTypes([type]))
      for (const entry of entries) values.apply('good', entry, wall)
      for (const entry of entries) {
        values.apply('bad', { ...entry, bytes: Uint8Array.of(...entry.bytes.slice(0, -1), 0x7a) }, wall)
      }
      const held = values.get('k', type)
      expect(held).toBe(part === 'merge' ? 'xz' : part === 'decode' ? undefined : 'xy')
    },
  )
})

describe('entries from elsewhere', () => {
  it('[VAL-43] that nobody can read are no value, and hide none', () => {
    const anyType = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 63, 65_535)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), anyType, fc.nat(2), (noise, type, kind) => {
        const { values, wall } = new SmallNode('a')
        values.change('k', lwwJson, to('here'), wall)
        const bytes = Uint8Array.of(kind, 0, 0, 0, 0, 0, 0, 0, 9, ...noise)
        for (const [index, form] of [noise, bytes].entries()) {
          values.apply(`b${index}`, { key: 'k', kind: 'value', type, bytes: form }, wall)
          values.apply(`b${index}`, { key: 'other', kind: 'value', type, bytes: form }, wall)
        }
        expect(values.viewOf('k')).toBeDefined()
      }),
    )
  })
})
