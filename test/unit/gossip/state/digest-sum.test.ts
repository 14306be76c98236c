import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { DigestSum, type LiveRow } from '../../../../src/gossip/state/digest-sum.ts'
import { bytes, send, stateOf } from './replicas.ts'

const ROW: LiveRow = { generation: 1, incarnation: 0, status: 'alive' }

describe('the hash of the digest', () => {
  it('[STATE-12] is the same for equal digests, whatever way they came about', () => {
    const change = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      live: fc.boolean(),
      incarnation: fc.nat(3),
      max: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const sum = new DigestSum()
        const latest = new Map<string, (typeof changes)[number]>()
        for (const each of changes) {
          latest.set(each.name, each)
          const version = { generation: 1, max: each.max, collected: 0 }
          if (each.live) sum.set(each.name, { ...ROW, incarnation: each.incarnation }, undefined)
          else sum.clear(each.name)
          sum.setVersion(each.name, version)
        }
        const fresh = new DigestSum()
        for (const { name, live, incarnation, max } of [...latest.values()].toReversed()) {
          if (live) fresh.set(name, { ...ROW, incarnation }, { generation: 1, max, collected: 0 })
        }
        expect(sum.hash).toEqual(fresh.hash)
      }),
    )
  })

  it('[STATE-12] differs when any part of a row does', () => {
    const hashes = new Set<string>()
    const add = (name: string, row: LiveRow, version: readonly [number, number, number]) => {
      const sum = new DigestSum()
      const [generation, max, collected] = version
      sum.set(name, row, { generation, max, collected })
      hashes.add(JSON.stringify(sum.hash))
      expect(sum.hash.low).not.toBe(sum.hash.high)
    }
    add('a', ROW, [1, 0, 0])
    add('b', ROW, [1, 0, 0])
    add('a', { ...ROW, generation: 2 }, [1, 0, 0])
    add('a', { ...ROW, generation: 2 ** 40 }, [1, 0, 0])
    add('a', { ...ROW, incarnation: 1 }, [1, 0, 0])
    add('a', { ...ROW, status: 'suspect' }, [1, 0, 0])
    add('a', ROW, [2, 0, 0])
    add('a', ROW, [1, 1, 0])
    add('a', ROW, [1, 1, 1])
    add('a', ROW, [1, 2 ** 33, 0])
    expect(hashes.size).toBe(10)
  })

  it('[STATE-12] follows what is held of live members, and of no others', () => {
    const a = stateOf('a', ['b'])
    const b = stateOf('b', ['a'])
    for (const state of [a, b]) {
      state.setRow('a', 1, 0, 'alive')
      state.setRow('b', 1, 0, 'suspect')
    }
    const before = a.hash
    a.set('k', 0, bytes('1'))
    expect(a.hash).not.toEqual(before)
    expect(b.hash).toEqual(before)
    send(0, a, b)
    expect(b.hash).toEqual(a.hash)
    for (const state of [a, b]) state.setRow('b', 1, 0, 'dead')
    b.set('k', 0, bytes('2'))
    expect(b.hash).toEqual(a.hash)
    b.clearRow('a')
    expect(b.hash).toEqual({ low: 0, high: 0 })
  })
})
