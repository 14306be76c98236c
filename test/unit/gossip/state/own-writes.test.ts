import { describe, expect, it } from '@jest/globals'
import { MAX_VALUE_BYTES } from '../../../../src/gossip/wire/limits.ts'
import { bytes, must, shown, stateOf, TEST_OPTIONS, text, wholePiece } from './replicas.ts'

describe('writes of one node', () => {
  it('[STATE-3] each change takes the next version; what changes nothing takes none', () => {
    const state = stateOf('a')
    const first = state.set('k', 0, bytes('1'))
    expect(first).toMatchObject({ ok: true, changed: true, entry: { version: 1, kind: 'value' } })
    expect(state.set('k', 0, bytes('1'))).toMatchObject({ changed: false, entry: { version: 1 } })
    expect(state.set('k', 3, bytes('1'))).toMatchObject({ changed: true, entry: { version: 2, type: 3 } })
    expect(state.delete(0, 'k')).toMatchObject({ version: 3, kind: 'tombstone' })
    expect(state.delete(0, 'k')).toBeUndefined()
    expect(state.delete(0, 'other')).toBeUndefined()
    expect(state.get('a', 'k')).toBeUndefined()
    expect(state.version('a')).toEqual({ generation: 1, max: 3, collected: 0 })
    expect(state.set('k', 0, bytes('1'))).toMatchObject({ changed: true, entry: { version: 4 } })
  })

  it('[STATE-3] values are found by key, by prefix and by owner', () => {
    const state = stateOf('a', ['b'])
    for (const key of ['x/1', 'x/2', 'y/1']) state.set(key, 0, bytes(key))
    state.delete(0, 'x/2')
    expect(text(state.get('a', 'x/1'))).toBe('x/1')
    expect([...state.entries('a', 'x/')].map(({ key }) => key)).toEqual(['x/1'])
    expect([[...state.entries('b')], [...state.entries('nobody')]]).toEqual([[], []])
    expect(state.size().entries).toBe(3)
  })

  it('[STATE-13] what no frame can carry, or what exceeds the limits, is refused and changes nothing', () => {
    const limits = { ...TEST_OPTIONS.limits, maxEntries: 2, maxBytes: 1_000 }
    const state = stateOf('a', [], { limits })
    expect(state.set('', 0, bytes('1'))).toEqual({ ok: false, code: 'bad_key' })
    expect(state.set('\ud800', 0, bytes('1'))).toEqual({ ok: false, code: 'bad_key' })
    expect(state.set('k', 0, new Uint8Array(MAX_VALUE_BYTES + 1))).toEqual({ ok: false, code: 'too_long' })
    expect(state.set('k', 0, new Uint8Array(1_000))).toEqual({ ok: false, code: 'full' })
    state.set('k', 0, new Uint8Array(600))
    expect(state.set('k', 0, new Uint8Array(601))).toMatchObject({ ok: true })
    expect(state.set('l', 0, new Uint8Array(601))).toEqual({ ok: false, code: 'full' })
    expect(state.publish(0, 'e', bytes('1'))).toMatchObject({ ok: true })
    expect(state.publish(0, 'e', bytes('1'))).toEqual({ ok: false, code: 'full' })
    expect(state.set('m', 0, bytes('1'))).toEqual({ ok: false, code: 'full' })
    expect(state.version('a')?.max).toBe(3)
  })

  it('[STATE-13] a holder takes no more than twice what an owner may have, and no more owners than its limit', () => {
    const limits = { ...TEST_OPTIONS.limits, maxEntries: 2, maxOwners: 2 }
    const writer = stateOf('w')
    for (let index = 0; index < 5; index++) writer.set(`k${index}`, 0, bytes('1'))
    const holder = stateOf('h', ['w'], { limits })
    expect(holder.addOwner('x', 1)).toEqual({ outcome: 'full' })
    expect(holder.apply(0, wholePiece(writer, 'w'))).toEqual({ outcome: 'full', fresh: [] })
    const four = { ...wholePiece(writer, 'w'), to: 4, entries: wholePiece(writer, 'w').entries.slice(0, 4) }
    expect(holder.apply(0, four).outcome).toBe('applied')
  })

  it('[STATE-3] what is fresh since a version is one piece, if it fits', () => {
    const state = stateOf('a')
    for (let index = 0; index < 4; index++) state.set(`k${index}`, 0, bytes('1'))
    const piece = must(state.freshPiece(2, 1_000))
    expect(piece).toMatchObject({ owner: 'a', from: 2, to: 4 })
    expect(piece.entries.map(({ version }) => version)).toEqual([3, 4])
    expect(state.freshPiece(4, 1_000)).toBeUndefined()
    expect(state.freshPiece(2, 20)).toBeUndefined()
    expect(shown(state, 'a')).toEqual({ k0: '1', k1: '1', k2: '1', k3: '1' })
  })
})
