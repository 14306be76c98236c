import { describe, expect, it } from '@jest/globals'
import type { MeshState } from '../../../../src/gossip/state/mesh-state.ts'
import type { Version } from '../../../../src/gossip/state/version.ts'
import {
  bytes,
  must,
  piecesFrom,
  rowsOf,
  send,
  shown,
  stateOf,
  TEST_OPTIONS,
  wholePiece,
} from './replicas.ts'

const COLLECT_MS = 1_250
/** Budgets for a piece of the writer below. */
const ONE_ENTRY = 16
const TWO_ENTRIES = 22

/** What the writer would send to somebody who knows this much. */
function pieceFor(writer: MeshState, known: Omit<Version, 'generation'>, budget = 1_000) {
  const rows = new Map([[writer.self, { generation: 1, ...known }]])
  return must(writer.piecesFor(rows, [writer.self], budget, 'newest').pieces[0])
}

/** A writer with keys a, b, k, c at versions 1 to 4, and holders that have them. */
function written(...holders: readonly string[]) {
  const writer = stateOf('w')
  for (const key of ['a', 'b', 'k', 'c']) writer.set(key, 0, bytes(key))
  const states = holders.map((name) => stateOf(name, ['w']))
  for (const state of states) send(0, writer, state)
  return { writer, states }
}

/** k is deleted at version 5 and collected, d is written at version 6. */
function deleteAndCollect(writer: MeshState): void {
  writer.delete(0, 'k')
  writer.sweep(COLLECT_MS)
  writer.set('d', 0, bytes('d'))
}

function finish(writer: MeshState, reader: MeshState, budget?: number): void {
  let rounds = 0
  while (reader.version('w')?.max !== 6) {
    if (rounds++ > 20) throw new Error('the reader does not get through')
    send(COLLECT_MS, writer, reader, budget)
  }
  reader.sweep(COLLECT_MS + TEST_OPTIONS.doubtMs)
  expect(shown(reader, 'w')).toEqual({ a: 'a', b: 'b', c: 'c', d: 'd' })
  expect(rowsOf(reader).get('w')).toEqual({ generation: 1, max: 6, collected: 5 })
  expect(piecesFrom(writer, reader)).toEqual([])
}

describe('collection of tombstones', () => {
  it('[STATE-8] the owner collects by its own clock, everybody else on learning of it', () => {
    const { writer, states } = written('r')
    const [reader] = states.map(must)
    writer.delete(0, 'k')
    send(0, writer, must(reader))
    expect(writer.nextSweepMs()).toBe(COLLECT_MS)
    expect(writer.sweep(COLLECT_MS - 1)).toEqual({ changed: false, dropped: [] })
    expect(writer.sweep(COLLECT_MS)).toEqual({ changed: true, dropped: [] })
    expect([writer.size().entries, must(reader).size().entries]).toEqual([3, 4])
    expect(piecesFrom(writer, must(reader))).toMatchObject([{ from: 5, to: 5, collected: 5, entries: [] }])
    send(COLLECT_MS, writer, must(reader))
    expect([must(reader).size().entries, must(reader).version('w')?.collected]).toEqual([3, 5])
  })

  it('[STATE-8] a row alone tells of the collection', () => {
    const { writer, states } = written('r')
    const reader = must(states[0])
    writer.delete(0, 'k')
    send(0, writer, reader)
    writer.sweep(COLLECT_MS)
    expect(reader.wants(rowsOf(writer))).toEqual(new Map())
    expect(reader.version('w')).toEqual(writer.version('w'))
  })

  it('[STATE-8] tombstones go in batches; one whose key is written again costs nothing', () => {
    const writer = stateOf('w')
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      writer.set(key, 0, bytes('1'))
      writer.delete(index * 100, key)
    }
    writer.set('c', 0, bytes('2'))
    expect(writer.sweep(1_249).changed).toBe(false)
    expect(writer.sweep(1_250).changed).toBe(true)
    expect(writer.version('w')?.collected).toBe(4)
    expect(writer.nextSweepMs()).toBe(Infinity)
    writer.delete(2_000, 'c')
    expect(writer.nextSweepMs()).toBe(3_250)
  })

  it('[STATE-8] one sweep does a bounded amount of work and asks to go on at once', () => {
    const writer = stateOf('w')
    for (let index = 0; index < 1_500; index++) {
      writer.set(`k${index}`, 0, bytes('1'))
      writer.delete(0, `k${index}`)
      writer.publish(0, 'news', bytes('1'))
    }
    writer.sweep(COLLECT_MS)
    expect(writer.size().entries).toBe(1_000)
    expect(writer.nextSweepMs()).toBeLessThanOrEqual(COLLECT_MS)
    writer.sweep(COLLECT_MS)
    expect(writer.size().entries).toBe(0)
    expect(writer.nextSweepMs()).toBe(Infinity)
  })

  it('[STATE-9] who has not seen tombstones that are gone starts over, and no deleted key stays', () => {
    const { writer, states } = written('r')
    const reader = must(states[0])
    deleteAndCollect(writer)
    expect(piecesFrom(writer, reader)).toMatchObject([{ from: 0, to: 6, collected: 5 }])
    expect(send(COLLECT_MS, writer, reader)).toMatchObject([{ outcome: 'applied', fresh: [{ key: 'd' }] }])
    expect(reader.nextSweepMs()).toBe(COLLECT_MS + TEST_OPTIONS.doubtMs)
    expect(reader.sweep(COLLECT_MS + TEST_OPTIONS.doubtMs).dropped).toMatchObject([
      { owner: 'w', entries: [{ key: 'k' }] },
    ])
    finish(writer, reader)
  })

  it('[STATE-9] starting over in many small pieces ends, although the owner goes on deleting', () => {
    const writer = stateOf('w')
    const reader = stateOf('r', ['w'])
    for (let index = 0; index < 400; index++) writer.set(`k${index}`, 0, bytes('1'))
    for (const state of [reader]) for (let round = 0; round < 8; round++) send(0, writer, state, 1_000)
    expect(must(reader.version('w')).max).toBe(400)
    writer.set('x', 0, bytes('1'))
    let nowMs = 0
    let rounds = 0
    const delta = () => {
      nowMs += 10
      rounds++
      writer.set(`gone${rounds}`, 0, bytes('1'))
      writer.delete(nowMs, `gone${rounds}`)
      writer.sweep(nowMs)
    }
    while (writer.version('w')?.collected === 0) delta()
    expect(must(writer.version('w')).collected).toBeGreaterThan(must(reader.version('w')).max)
    rounds = 0
    while (piecesFrom(writer, reader).length > 0) {
      expect(rounds).toBeLessThan(60)
      send(nowMs, writer, reader, 300)
      if (reader.version('w')?.max === writer.version('w')?.max) break
      delta()
    }
    expect(rounds).toBeGreaterThan(10)
    expect(shown(reader, 'w')).toMatchObject(shown(writer, 'w'))
  })

  it('[STATE-9] nothing that exists disappears while a holder starts over', () => {
    const { writer, states } = written('r')
    const reader = must(states[0])
    writer.delete(0, 'k')
    writer.set('e', 0, bytes('e'))
    writer.set('a', 0, bytes('A'))
    writer.sweep(COLLECT_MS)
    const seen: unknown[] = []
    for (let round = 0; round < 20 && reader.version('w')?.max !== 7; round++) {
      send(COLLECT_MS, writer, reader, ONE_ENTRY)
      seen.push(shown(reader, 'w'))
    }
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.slice(0, -1)).toContainEqual({ a: 'a', b: 'b', k: 'k', c: 'c' })
    for (const each of seen) expect(each).toMatchObject({ a: expect.any(String), b: 'b', c: 'c' })
    expect(reader.sweep(COLLECT_MS + TEST_OPTIONS.doubtMs).dropped).toMatchObject([
      { entries: [{ key: 'k' }] },
    ])
    expect(shown(reader, 'w')).toEqual(shown(writer, 'w'))
  })

  it('[STATE-9] while it starts over, what somebody says who knows nothing of the collection is not taken', () => {
    const { writer, states } = written('stale')
    const stale = wholePiece(must(states[0]), 'w')
    deleteAndCollect(writer)
    const reader = stateOf('r', ['w'])
    send(COLLECT_MS, writer, reader, ONE_ENTRY)
    expect(reader.version('w')).toMatchObject({ collected: 5 })
    expect(must(reader.version('w')).max).toBeLessThan(3)
    expect(reader.apply(COLLECT_MS, stale)).toEqual({ outcome: 'out_of_step', fresh: [] })
    const ahead = { ...stale, from: 2, entries: stale.entries.slice(2) }
    expect(reader.apply(COLLECT_MS, ahead)).toEqual({ outcome: 'out_of_step', fresh: [] })
    finish(writer, reader, ONE_ENTRY)
  })

  it('[STATE-9] what overtook before it had to start over does not bring a deleted key back', () => {
    const { writer, states } = written('stale')
    const stale = wholePiece(must(states[0]), 'w')
    deleteAndCollect(writer)
    const reader = stateOf('r', ['w'])
    const ahead = { ...stale, from: 2, entries: stale.entries.slice(2) }
    expect(reader.apply(0, ahead).outcome).toBe('ahead')
    reader.apply(COLLECT_MS, pieceFor(writer, { max: 0, collected: 0 }, TWO_ENTRIES))
    expect(reader.version('w')).toEqual({ generation: 1, max: 3, collected: 5 })
    finish(writer, reader)
  })

  it('[STATE-9] a piece that lacks collected tombstones does not continue what may need them', () => {
    const { writer, states } = written('r', 's')
    const [reader, other] = states.map(must)
    deleteAndCollect(writer)
    const continuing = pieceFor(writer, { max: 4, collected: 5 })
    expect(continuing).toMatchObject({ from: 4, to: 6 })
    expect(must(reader).apply(COLLECT_MS, continuing)).toEqual({ outcome: 'out_of_step', fresh: [] })
    const late = stateOf('late', ['w'])
    expect(late.apply(COLLECT_MS, continuing)).toEqual({ outcome: 'out_of_step', fresh: [] })
    send(COLLECT_MS, must(other), late)
    expect(must(reader).wants(rowsOf(writer)).get('w')).toEqual({ generation: 1, max: 4, collected: 0 })
    finish(writer, late)
    finish(writer, must(reader))
  })
})
