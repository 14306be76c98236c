import { describe, expect, it } from '@jest/globals'
import { bytes, must, piecesFrom, send, shown, stateOf, wholePiece } from './replicas.ts'

describe('events', () => {
  it('[STATE-10] are told once each, in whatever order and however often they come, and are no keys', () => {
    const writer = stateOf('w')
    const reader = stateOf('r', ['w'])
    const pieces = [0, 1, 2].map((since) => {
      writer.publish(0, 'news', bytes(`${since}`))
      return must(writer.freshPiece(since, 1_000))
    })
    const order = [2, 2, 0, 1, 0, 1, 2].map((index) => must(pieces[index]))
    const told = order.flatMap((piece) => reader.apply(0, piece).fresh.map(({ version }) => version))
    expect(told).toEqual([3, 1, 2])
    expect(shown(reader, 'w')).toEqual({})
    expect(reader.get('w', 'news')).toBeUndefined()
  })

  it('[STATE-10] go when their retention is over, by each holder’s own clock, and are not told again after that', () => {
    const writer = stateOf('w')
    const early = stateOf('early', ['w'])
    const late = stateOf('late', ['w'])
    writer.publish(0, 'news', bytes('1'))
    const push = must(writer.freshPiece(0, 1_000))
    early.apply(0, push)
    late.apply(500, push)
    expect([early.nextSweepMs(), late.nextSweepMs()]).toEqual([600, 1_100])
    for (const state of [writer, early, late]) state.sweep(600)
    expect([writer, early, late].map((state) => state.size().entries)).toEqual([0, 0, 1])
    expect(early.apply(700, push)).toEqual({ outcome: 'duplicate', fresh: [] })
    expect(early.apply(700, wholePiece(late, 'w'))).toEqual({ outcome: 'duplicate', fresh: [] })
    expect(writer.hash).toEqual(writer.hash)
    expect(early.version('w')).toEqual(writer.version('w'))
  })

  it('[STATE-10] that overtook and are over are not told again when the gap is closed', () => {
    const writer = stateOf('w', [], { eventRetentionMs: 60_000 })
    const reader = stateOf('r', ['w'])
    writer.set('k', 0, bytes('1'))
    writer.publish(0, 'news', bytes('1'))
    expect(reader.apply(0, must(writer.freshPiece(1, 1_000))).fresh).toHaveLength(1)
    reader.sweep(600)
    expect(send(700, writer, reader)).toMatchObject([{ outcome: 'applied', fresh: [{ key: 'k' }] }])
    expect(reader.version('w')?.max).toBe(2)
  })

  it('[STATE-10] are not told again to a holder that has to start over', () => {
    const writer = stateOf('w', [], { eventRetentionMs: 60_000 })
    const reader = stateOf('r', ['w'])
    writer.set('k', 0, bytes('1'))
    writer.publish(0, 'news', bytes('1'))
    expect(send(0, writer, reader)).toMatchObject([{ fresh: [{ key: 'k' }, { key: 'news' }] }])
    writer.delete(0, 'k')
    writer.sweep(1_250)
    reader.sweep(1_250)
    writer.publish(1_250, 'news', bytes('2'))
    expect(piecesFrom(writer, reader)).toMatchObject([{ from: 0, collected: 3 }])
    const [applied] = send(1_250, writer, reader)
    expect(applied?.fresh.map(({ version }) => version)).toEqual([4])
  })

  it('[STATE-11] of the time before a node joined are kept for others, but not told to it', () => {
    const writer = stateOf('w')
    const joiner = stateOf('joiner', ['w'])
    const next = stateOf('next', ['w'])
    writer.publish(0, 'news', bytes('before'))
    writer.set('k', 0, bytes('1'))
    expect(joiner.apply(0, wholePiece(writer, 'w'), Infinity).fresh).toMatchObject([{ key: 'k' }])
    writer.publish(0, 'news', bytes('after'))
    expect(send(0, writer, joiner)).toMatchObject([{ fresh: [{ version: 3 }] }])
    expect(send(0, joiner, next)[0]?.fresh.map(({ version }) => version)).toEqual([1, 2, 3])
  })
})
