import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { Piece } from '../../../../src/gossip/wire/messages.ts'
import { bytes, must, send, shown, stateOf, TEST_OPTIONS, wholePiece } from './replicas.ts'

/** One piece per write, as they are pushed. */
function pushes(values: ReadonlyArray<readonly [key: string, value: string]>) {
  const writer = stateOf('w')
  const pieces: Piece[] = []
  for (const [index, [key, value]] of values.entries()) {
    writer.set(key, 0, bytes(value))
    pieces.push(must(writer.freshPiece(index, 1_000)))
  }
  return { writer, pieces }
}

describe('applying pieces', () => {
  it('[STATE-6] S3-10: a lower version never replaces a higher one, whatever the order of arrival', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 })
    fc.assert(
      fc.property(order, (indices) => {
        const { writer, pieces } = pushes([1, 2, 3, 4, 5, 6].map((n) => [`k${n % 2}`, `${n}`] as const))
        const reader = stateOf('r', ['w'])
        for (const index of indices) reader.apply(0, must(pieces[index]))
        expect(shown(reader, 'w')).toEqual({ k0: '6', k1: '5' })
        expect(reader.version('w')).toEqual(writer.version('w'))
      }),
    )
  })

  it('[STATE-6] what overtakes is visible at once, and counts when the gap is closed', () => {
    const { pieces } = pushes([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ])
    const [first, second, third] = pieces.map(must)
    const reader = stateOf('r', ['w'])
    expect(reader.apply(0, must(third))).toMatchObject({ outcome: 'ahead', fresh: [{ key: 'c' }] })
    expect(reader.apply(0, must(third))).toEqual({ outcome: 'duplicate', fresh: [] })
    expect([shown(reader, 'w'), reader.version('w')?.max]).toEqual([{ c: '3' }, 0])
    expect(reader.apply(0, must(first))).toMatchObject({ outcome: 'applied', fresh: [{ key: 'a' }] })
    expect(reader.version('w')?.max).toBe(1)
    expect(reader.apply(0, must(second))).toMatchObject({ outcome: 'applied', fresh: [{ key: 'b' }] })
    expect(reader.version('w')?.max).toBe(3)
  })

  it('[STATE-6] too many ranges ahead are not kept; they come again', () => {
    const { writer, pieces } = pushes(['a', 'b', 'c', 'd', 'e'].map((key) => [key, key] as const))
    const limits = { ...TEST_OPTIONS.limits, maxAheadRanges: 1 }
    const reader = stateOf('r', ['w'], { limits })
    expect(reader.apply(0, must(pieces[4])).outcome).toBe('ahead')
    expect(reader.apply(0, must(pieces[2]))).toEqual({ outcome: 'ahead_full', fresh: [] })
    expect(shown(reader, 'w')).toEqual({ e: 'e' })
    send(0, writer, reader)
    expect(shown(reader, 'w')).toEqual(shown(writer, 'w'))
  })

  it('[STATE-6] what is known is not taken again, even if its key is gone by now', () => {
    const writer = stateOf('w')
    writer.set('k', 0, bytes('1'))
    const old = wholePiece(writer, 'w')
    writer.delete(0, 'k')
    const reader = stateOf('r', ['w'])
    send(0, writer, reader)
    writer.sweep(1_250)
    send(1_250, writer, reader)
    expect(reader.version('w')).toEqual({ generation: 1, max: 2, collected: 2 })
    writer.set('l', 0, bytes('2'))
    const reaching = { ...old, to: 3, entries: [...old.entries, ...wholePiece(writer, 'w').entries] }
    expect(reader.apply(1_250, old)).toEqual({ outcome: 'duplicate', fresh: [] })
    expect(reader.apply(1_250, reaching)).toMatchObject({ outcome: 'applied', fresh: [{ key: 'l' }] })
    expect(shown(reader, 'w')).toEqual({ l: '2' })
    expect(reader.size().entries).toBe(1)
  })

  it('[STATE-7] a higher generation replaces the older one, whose values are handed over; a lower one is ignored', () => {
    const { writer } = pushes([['k', 'old']])
    const old = wholePiece(writer, 'w')
    const reader = stateOf('r', ['w'])
    reader.apply(0, old)
    const again: Piece = { ...old, generation: 2, to: 0, entries: [] }
    const applied = reader.apply(0, { ...again, to: 1, entries: [{ ...must(old.entries[0]), key: 'l' }] })
    expect(applied).toMatchObject({ outcome: 'applied', fresh: [{ key: 'l' }], replaced: [{ key: 'k' }] })
    expect(shown(reader, 'w')).toEqual({ l: 'old' })
    expect(reader.apply(0, old)).toEqual({ outcome: 'old_generation', fresh: [] })
    expect(reader.addOwner('w', 1)).toEqual({ outcome: 'old_generation' })
    expect(reader.addOwner('w', 2)).toEqual({ outcome: 'known' })
    expect(reader.addOwner('w', 3)).toMatchObject({ outcome: 'replaced', replaced: [{ key: 'l' }] })
    expect(reader.version('w')).toEqual({ generation: 3, max: 0, collected: 0 })
  })

  it('[STATE-7] pieces of unknown or forgotten owners, and of itself, are not taken', () => {
    const { writer } = pushes([['k', '1']])
    const piece = wholePiece(writer, 'w')
    const reader = stateOf('r')
    expect(reader.apply(0, piece)).toEqual({ outcome: 'unknown_owner', fresh: [] })
    reader.addOwner('w', 1)
    reader.apply(0, piece)
    expect(reader.forgetOwner('w')).toMatchObject([{ key: 'k' }])
    expect(reader.forgetOwner('w')).toEqual([])
    expect(reader.apply(0, piece)).toEqual({ outcome: 'unknown_owner', fresh: [] })
    expect(writer.apply(0, piece)).toEqual({ outcome: 'own', fresh: [] })
  })

  it('[STATE-7] a piece whose versions do not ascend within its range is refused whole', () => {
    const { writer } = pushes([
      ['a', '1'],
      ['b', '2'],
    ])
    const whole = wholePiece(writer, 'w')
    const reader = stateOf('r', ['w'])
    for (const bad of [
      { ...whole, entries: whole.entries.toReversed() },
      { ...whole, to: 1 },
      { ...whole, from: 1 },
      { ...whole, from: 5, to: 4, entries: [] },
    ]) {
      expect(reader.apply(0, bad)).toEqual({ outcome: 'malformed', fresh: [] })
    }
    expect(reader.version('w')?.max).toBe(0)
  })

  it('[STATE-6] deletions are told where there was a value', () => {
    const { writer } = pushes([['k', '1']])
    const one = stateOf('one', ['w'])
    const two = stateOf('two', ['w'])
    send(0, writer, one)
    writer.delete(0, 'k')
    expect(send(0, writer, one)).toMatchObject([{ fresh: [{ key: 'k', kind: 'tombstone' }] }])
    expect(send(0, writer, two)).toEqual([{ outcome: 'applied', fresh: [] }])
    expect([shown(one, 'w'), shown(two, 'w')]).toEqual([{}, {}])
  })
})
