import { describe, expect, it } from '@jest/globals'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import {
  FLAGS_AT,
  type FrameFault,
  LENGTH_AT,
  TYPE_AT,
  VERSION_AT,
} from '../../../../src/gossip/wire/header.ts'
import { MAX_FRAME_BYTES, MAX_VALUE_BYTES } from '../../../../src/gossip/wire/limits.ts'
import type { Message } from '../../../../src/gossip/wire/messages.ts'
import { changed, frameAround, withRightSums } from './frame-surgery.ts'
import { readGoldenFrames } from './golden-frames.ts'

const ack: Message = { type: 'ack', seq: 1, incarnation: 0 }
const frame = encodeFrame(ack, 1)
const ACK = 5
const RELAY_ACK = 7
const DELTA = 8

function faultOf(bytes: Uint8Array): FrameFault | undefined {
  const decoded = decodeFrame(bytes)
  return decoded.ok ? undefined : decoded.reason
}

describe('bytes that are no frame', () => {
  it('[WIRE-5] are refused by what is wrong with them', () => {
    expect(faultOf(changed(frame, 0, 0x48))).toBe('bad_magic')
    expect(faultOf(changed(frame, 1, 0x4e))).toBe('bad_magic')
    expect(faultOf(new Uint8Array(0))).toBe('truncated')
    expect(faultOf(Uint8Array.of(...frame, 0))).toBe('trailing_bytes')
    expect(faultOf(withRightSums(changed(frame, VERSION_AT, 2)))).toBe('unknown_version')
    expect(faultOf(withRightSums(changed(frame, VERSION_AT, 0)))).toBe('unknown_version')
    for (const code of [0, 13, 255]) {
      expect(faultOf(withRightSums(changed(frame, TYPE_AT, code)))).toBe('unknown_type')
    }
  })

  it('[WIRE-5] are refused when they end too early, wherever that is', () => {
    for (const golden of readGoldenFrames().values()) {
      for (let length = 0; length < golden.length; length++) {
        expect(faultOf(golden.subarray(0, length))).toBe('truncated')
      }
    }
  })

  it('[WIRE-6] are refused by their announced length, before the rest is there', () => {
    const atLimit = changed(changed(changed(frame, LENGTH_AT, 0), LENGTH_AT + 1, 0xff), LENGTH_AT + 2, 0xf4)
    expect(faultOf(atLimit)).toBe('truncated')
    expect(faultOf(changed(atLimit, LENGTH_AT + 2, 0xf5))).toBe('too_long')
    expect(faultOf(changed(atLimit, LENGTH_AT, 1).subarray(0, 8))).toBe('too_long')
  })

  it('[WIRE-7] are refused for any single flipped bit', () => {
    for (const golden of [frame, ...readGoldenFrames().values()]) {
      for (let bit = 0; bit < golden.length * 8; bit++) {
        const at = Math.floor(bit / 8)
        expect(decodeFrame(changed(golden, at, (golden[at] ?? 0) ^ (1 << (bit % 8)))).ok).toBe(false)
      }
    }
  })
})

describe('flags', () => {
  it('[WIRE-8] that may change what a body means are refused if unknown', () => {
    for (const flag of [0b0010, 0b0100, 0b1000]) {
      expect(faultOf(withRightSums(changed(frame, FLAGS_AT, flag)))).toBe('unknown_flags')
    }
    const withoutAny = encodeFrame({ type: 'ping-request', seq: 1, target: 'a' }, 1)
    expect(faultOf(withRightSums(changed(withoutAny, FLAGS_AT, 1)))).toBe('unknown_flags')
  })

  it('[WIRE-8] that are hints are ignored if unknown', () => {
    for (const flag of [0x10, 0x20, 0x40, 0x80, 0xf0]) {
      expect(decodeFrame(withRightSums(changed(frame, FLAGS_AT, flag)))).toMatchObject({
        ok: true,
        message: ack,
      })
    }
  })
})

describe('a body', () => {
  const bad = (code: number, body: readonly number[], flags = 0) => faultOf(frameAround(code, flags, body))

  it('[WIRE-9] that ends too early or too late for its type is refused', () => {
    expect(bad(ACK, [1, 0])).toBeUndefined()
    expect(bad(ACK, [1])).toBe('bad_body')
    expect(bad(ACK, [])).toBe('bad_body')
    expect(bad(ACK, [1, 0, 0])).toBe('bad_body')
    expect(bad(ACK, [1, 0], 1)).toBe('bad_body')
    expect(bad(ACK, [1, 0, 0], 1)).toBe('bad_body')
    expect(bad(ACK, [1, 0, 2, 0], 1)).toBe('bad_body')
    expect(bad(ACK, [1, 0, 1, 0], 1)).toBeUndefined()
  })

  it('[WIRE-9] has one form only: numbers in more bytes than they need are refused', () => {
    expect(bad(ACK, [0x81, 0x00, 0])).toBe('bad_body')
    expect(bad(ACK, [0x80, 0x01, 0])).toBeUndefined()
    expect(bad(ACK, [...Array<number>(7).fill(0xff), 0x0f, 0])).toBeUndefined()
    expect(bad(ACK, [...Array<number>(7).fill(0xff), 0x10, 0])).toBe('bad_body')
    expect(bad(ACK, [...Array<number>(8).fill(0xff), 0x01, 0])).toBe('bad_body')
  })

  it('[WIRE-9] with a name that is not visible ASCII, or empty, or too long, is refused', () => {
    const relayAck = (...name: readonly number[]) => bad(RELAY_ACK, [1, name.length, ...name, 0])
    expect(relayAck(0x61)).toBeUndefined()
    expect(relayAck(...Array<number>(64).fill(0x61))).toBeUndefined()
    expect(relayAck(...Array<number>(65).fill(0x61))).toBe('bad_body')
    for (const name of [[], [0x20], [0x7f], [0x61, 0x0a], [0xc3, 0xa9]])
      expect(relayAck(...name)).toBe('bad_body')
  })

  /** One piece (owner "a", generation 1, from 0, collected 0) with one entry of version 1. */
  const entry = (...rest: readonly number[]) => bad(DELTA, [0, 1, 1, 0x61, 1, 0, 0, 1, 0, ...rest, 0, 0])

  it('[WIRE-9] with a key that is not UTF-8, or empty, is refused', () => {
    expect(entry(0, 2, 0xc3, 0xa9, 0)).toBeUndefined()
    expect(entry(0, 3, 0xef, 0xbb, 0xbf, 0)).toBeUndefined()
    for (const key of [[0xc3], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], []]) {
      expect(entry(0, key.length, ...key, 0)).toBe('bad_body')
    }
  })

  it('[WIRE-9] with an unknown kind of entry, or a type in the longer of two forms, is refused', () => {
    expect(entry(0b1, 1, 0x61)).toBeUndefined()
    expect(entry(0b11, 1, 0x61)).toBe('bad_body')
    expect(entry(0b11, 1, 0x61, 0)).toBe('bad_body')
    expect(entry(63 << 2, 63, 1, 0x61, 0)).toBeUndefined()
    expect(entry(63 << 2, 62, 1, 0x61, 0)).toBe('bad_body')
    expect(entry(63 << 2, 0xff, 0xff, 0x03, 1, 0x61, 0)).toBeUndefined()
    expect(entry(63 << 2, 0x80, 0x80, 0x04, 1, 0x61, 0)).toBe('bad_body')
  })

  it('[WIRE-9] whose versions run past 2^53 - 1 is refused', () => {
    const most = [...Array<number>(7).fill(0xff), 0x0f]
    const piece = (...rest: readonly number[]) => bad(DELTA, [0, 1, 1, 0x61, 1, ...most, 0, ...rest, 0])
    expect(piece(0, 0)).toBeUndefined()
    expect(piece(0, 1)).toBe('bad_body')
    expect(piece(1, 0, 0, 1, 0x61, 0, 0)).toBe('bad_body')
  })

  it('[WIRE-10] that announces more items than it has room for is refused before any is read', () => {
    expect(bad(DELTA, [0xff, 0xff, 0x03, 0, 0])).toBe('bad_body')
    expect(bad(DELTA, [0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0])).toBe('bad_body')
    expect(bad(DELTA, [0, 0, 1, 0, 0x61, 1, 0, 0])).toBe('bad_body')
    expect(bad(DELTA, [0, 0, 1, 0, 0x61, 1, 0, 0, 0])).toBeUndefined()
  })
})

describe('a frame', () => {
  const reply = (length: number): Message => ({
    type: 'reply',
    id: 'i',
    from: 'a',
    ok: true,
    bytes: new Uint8Array(length),
  })

  it('[WIRE-6] carries a value of the largest size, and no larger one', () => {
    expect(decodeFrame(encodeFrame(reply(MAX_VALUE_BYTES), 1))).toMatchObject({ ok: true })
    expect(() => encodeFrame(reply(MAX_VALUE_BYTES + 1), 1)).toThrow('within its limit')
    const length = [0x81, 0x80, 0x02]
    const tooLarge = frameAround(12, 1, [1, 0x69, 1, 0x61, ...length, ...new Uint8Array(MAX_VALUE_BYTES + 1)])
    expect(faultOf(tooLarge)).toBe('bad_body')
  })

  it('[WIRE-6] is written up to its largest size, to the byte, and never beyond', () => {
    const delta = (last: number): Message => {
      const entries = [MAX_VALUE_BYTES, last].map((length, index) => ({
        key: 'k',
        version: index + 1,
        kind: 'value' as const,
        type: 0,
        bytes: new Uint8Array(length),
      }))
      const piece = { owner: 'a', generation: 1, from: 0, to: 2, collected: 0, entries }
      return { type: 'delta', members: [], pieces: [piece], wants: [], more: false }
    }
    const rest = MAX_FRAME_BYTES - encodeFrame(delta(20_000), 1).length
    const largest = encodeFrame(delta(20_000 + rest), 1)
    expect(largest.length).toBe(MAX_FRAME_BYTES)
    expect(decodeFrame(largest)).toEqual({ ok: true, version: 1, message: delta(20_000 + rest) })
    expect(() => encodeFrame(delta(20_000 + rest + 1), 1)).toThrow('at most 65536 bytes')
    expect(encodeFrame(ack, 1)).toEqual(frame)
  })
})
