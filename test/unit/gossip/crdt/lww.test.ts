import { describe, expect, it } from '@jest/globals'
import { type Json, jsonCodec } from '../../../../src/gossip/crdt/codecs.ts'
import { LwwMap } from '../../../../src/gossip/crdt/lww-map.ts'
import { LwwRegister } from '../../../../src/gossip/crdt/lww-register.ts'

function register(nanos: bigint, node: string, value: Json): LwwRegister<Json> {
  return new LwwRegister(jsonCodec, { nanos, node }, value)
}

function map(versions: Record<string, number>, node = 'n'): LwwMap<Json> {
  let result = new LwwMap<Json>(jsonCodec)
  for (const [key, version] of Object.entries(versions)) {
    result = result.set(key, { nanos: BigInt(version), node }, `v${version}`)
  }
  return result
}

function plain(of: LwwMap<Json>): Record<string, Json> {
  return Object.fromEntries(of.entries.map(([key, { value }]) => [key, value]))
}

describe('the last writer', () => {
  it('[CRDT-20] wins; an older write changes nothing', () => {
    const held = register(10n, 'a', 'new')
    expect(held.write({ nanos: 9n, node: 'z' }, 'old').value).toBe('new')
    expect(held.write({ nanos: 11n, node: 'a' }, 'newer').value).toBe('newer')
  })

  it('[CRDT-20] is told by the last of 19 digits', () => {
    const first = register(1696012345000000001n, 'b', 1)
    const second = register(1696012345000000002n, 'a', 2)
    expect(first.merge(second).value).toBe(2)
    expect(second.merge(first).value).toBe(2)
    const read = LwwRegister.decode(jsonCodec, second.encode())
    expect(String(read?.stamp.nanos)).toBe('1696012345000000002')
  })

  it('[CRDT-21] at equal moments is the one with the greater name, on both nodes', () => {
    const [left, right] = [register(5n, 'a', 900), register(5n, 'b', 100)]
    expect(left.merge(right).value).toBe(100)
    expect(right.merge(left).value).toBe(100)
  })

  it('[CRDT-21] is agreed on even if one node stamps two writes alike', () => {
    const [left, right] = [register(5n, 'a', 'x'), register(5n, 'a', 'y')]
    expect(left.merge(right).value).toBe('y')
    expect(right.merge(left).value).toBe('y')
  })

  it.each([[null], [false], [-0.5], ['text ü \u0000'], [''], [[1, ['a']]], [{ b: 1, a: { 2: [] } }]])(
    '[CRDT-22] may write %j: no kind of value gets lost',
    (value: Json) => {
      expect(LwwRegister.decode(jsonCodec, register(1n, 'a', value).encode())?.value).toEqual(value)
    },
  )

  it('[CRDT-22] is told that JSON has no such value', () => {
    expect(() => jsonCodec.encode(JSON.parse('{}').missing)).toThrow('JSON has no undefined')
  })
})

describe('maps', () => {
  it('[CRDT-23] merge key by key: {A:v1,B:v2,C:v3} and {A:v1,B:v3,D:v4}', () => {
    const [one, two] = [map({ A: 1, B: 2, C: 3 }), map({ A: 1, B: 3, D: 4 })]
    const expected = { A: 'v1', B: 'v3', C: 'v3', D: 'v4' }
    expect(plain(one.merge(two))).toEqual(expected)
    expect(plain(two.merge(one))).toEqual(expected)
  })

  it('[CRDT-23] keep what only one of them has, and the newer of X v5 and X v4', () => {
    const merged = map({ X: 4, Y: 1 }).merge(map({ X: 5 }))
    expect(plain(merged)).toEqual({ X: 'v5', Y: 'v1' })
  })

  it('[CRDT-23] end the same after concurrent writes of one key', () => {
    const base = map({ score: 1 })
    const [left, right] = [base.merge(map({ score: 7 }, 'a')), base.merge(map({ score: 7 }, 'b'))]
    expect(left.merge(right).encode()).toEqual(right.merge(left).encode())
    expect(left.merge(right).get('score')?.stamp.node).toBe('b')
  })
})
