import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { compareStates, laterState, playerCodec } from '../../../src/players/player-state.ts'
import { anyState } from './samples.ts'

const merged = (...states: readonly Parameters<typeof laterState>[0][]) => states.reduce(laterState)

describe('the state of a player', () => {
  it('[PLY-1] is that of the last writer', () => {
    const early = { score: 9n, timestamp: 1n }
    const late = { score: 1n, timestamp: 2n }
    expect(laterState(early, late)).toBe(late)
    expect(laterState(late, early)).toBe(late)
  })

  it('[PLY-1] merges alike in any order, however often', () => {
    fc.assert(
      fc.property(anyState, anyState, anyState, (a, b, c) => {
        expect(merged(a, b)).toEqual(merged(b, a))
        expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)))
        expect(merged(a, b, a, b)).toEqual(merged(a, b))
      }),
    )
  })

  it('[PLY-2] is, of two with one timestamp, that with the higher score, then with the greater metadata', () => {
    const low = { score: -5n, timestamp: 7n, metadata: '{"z":1}' }
    const high = { score: 3n, timestamp: 7n }
    const higher = { score: 3n, timestamp: 7n, metadata: '{"a":1}' }
    expect(merged(high, low)).toBe(high)
    expect(merged(higher, high, low)).toBe(higher)
    expect(compareStates(high, { ...high })).toBe(0)
  })

  it('[PLY-3] keeps all 64 bits on the wire of the mesh', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(playerCodec.decode(playerCodec.encode(state))).toEqual(state)
      }),
    )
  })

  it('[PLY-3] is not made of bytes that are no state', () => {
    const bytes = playerCodec.encode({ score: 1n, timestamp: 2n, metadata: '{"a":1}' })
    expect(playerCodec.decode(bytes.subarray(1))).toBeUndefined()
    expect(playerCodec.decode(Uint8Array.of(...bytes, 0))).toBeUndefined()
    const text = new TextDecoder().decode(bytes).replace('{"a":1}', '{"a" :}')
    expect(playerCodec.decode(new TextEncoder().encode(text))).toBeUndefined()
  })
})
