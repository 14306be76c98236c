import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { DELTA_OVERHEAD } from '../../../../src/gossip/wire/changes.ts'
import { encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { MAX_FRAME_BYTES } from '../../../../src/gossip/wire/limits.ts'
import type { Version } from '../../../../src/gossip/state/version.ts'
import { bytes, rowsOf, send, shown, stateOf } from './replicas.ts'

const NOTHING: ReadonlyMap<string, Version> = new Map()

describe('choosing pieces', () => {
  it('[STATE-4] pieces keep to the budget and have no gap, and as many rounds as it takes bring everything', () => {
    const value = fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 90 }))
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.integer({ min: 150, max: 400 }),
        (writes, budget) => {
          const writer = stateOf('w')
          const reader = stateOf('r', ['w'])
          for (const [key, length] of writes) writer.set(`k${key}`, 0, new Uint8Array(length))
          let more = true
          for (let round = 0; more && round <= writes.length; round++) {
            const choice = writer.piecesFor(rowsOf(reader), ['w'], budget, 'newest')
            const frame = encodeFrame({ type: 'delta', members: [], wants: [], ...choice }, 1)
            expect(frame.length).toBeLessThanOrEqual(budget + DELTA_OVERHEAD)
            expect(choice.bytes).toBeLessThanOrEqual(budget)
            const from = reader.version('w')?.max
            for (const piece of choice.pieces) {
              expect(piece.from).toBe(from)
              expect(reader.apply(0, piece).outcome).toBe('applied')
            }
            more = choice.more
          }
          expect(more).toBe(false)
          expect(shown(reader, 'w')).toEqual(shown(writer, 'w'))
          expect(writer.piecesFor(rowsOf(reader), ['w'], budget, 'newest').pieces).toEqual([])
        },
      ),
    )
  })

  it('[STATE-4] an entry that does not fit stops its owner and leaves the room to others', () => {
    const state = stateOf('a', ['b'])
    const other = stateOf('b')
    other.set('small', 0, bytes('1'))
    state.set('first', 0, bytes('1'))
    state.set('large', 0, new Uint8Array(500))
    state.set('last', 0, bytes('1'))
    send(0, other, state)
    const { pieces, more } = state.piecesFor(NOTHING, ['a', 'b'], 200, 'newest')
    const carried = pieces.map(({ owner, from, to, entries }) => [
      owner,
      from,
      to,
      entries.map(({ key }) => key),
    ])
    expect(carried).toEqual([
      ['b', 0, 1, ['small']],
      ['a', 0, 1, ['first']],
    ])
    expect(more).toBe(true)
    expect(state.piecesFor(NOTHING, ['a', 'b'], 10, 'newest')).toEqual({ pieces: [], bytes: 0, more: true })
  })

  it('[STATE-4] a piece reaches over versions that are gone, also without any entry', () => {
    const state = stateOf('a')
    const reader = stateOf('r', ['a'])
    state.set('k', 0, bytes('1'))
    send(0, state, reader)
    state.publish(0, 'news', bytes('1'))
    state.publish(0, 'news', bytes('2'))
    state.sweep(600)
    const { pieces } = state.piecesFor(rowsOf(reader), ['a'], 100, 'newest')
    expect(pieces).toMatchObject([{ from: 1, to: 3, entries: [] }])
    expect(send(600, state, reader)).toEqual([{ outcome: 'applied', fresh: [] }])
    expect(reader.version('a')?.max).toBe(3)
  })

  it('[STATE-5] when not everything fits, either the newest changes go first or the owners of whom least is missing', () => {
    const a = stateOf('a', ['b', 'c'])
    const b = stateOf('b')
    const c = stateOf('c')
    b.set('k', 0, bytes('b'))
    for (const value of ['1', '2', '3']) c.set(value, 0, bytes(value))
    send(0, b, a)
    for (const value of ['1', '2']) a.set(value, 0, bytes(value))
    send(0, c, a)
    const owners = (order: 'newest' | 'smallest-lag') =>
      a.piecesFor(NOTHING, ['a', 'b', 'c'], 1_000, order).pieces.map(({ owner }) => owner)
    expect(owners('newest')).toEqual(['c', 'a', 'b'])
    expect(owners('smallest-lag')).toEqual(['b', 'a', 'c'])
  })

  it('[STATE-4] S3-09, S3-14: one changed key of a thousand costs a small part of the whole', () => {
    const writer = stateOf('w')
    const reader = stateOf('r', ['w'])
    for (let index = 0; index < 1_000; index++) writer.set(`k${index}`, 0, bytes(`value ${index}`))
    const whole = writer.piecesFor(rowsOf(reader), ['w'], MAX_FRAME_BYTES, 'newest')
    for (const piece of whole.pieces) reader.apply(0, piece)
    writer.set('k500', 0, bytes('changed'))
    const delta = writer.piecesFor(rowsOf(reader), ['w'], MAX_FRAME_BYTES, 'newest')
    expect(delta.pieces.flatMap(({ entries }) => entries.map(({ key }) => key))).toEqual(['k500'])
    expect(delta.bytes * 200).toBeLessThan(whole.bytes)
  })
})
