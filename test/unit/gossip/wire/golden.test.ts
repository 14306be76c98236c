import { describe, expect, it } from '@jest/globals'
import { MESSAGE_TYPES } from '../../../../src/gossip/wire/bodies.ts'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { readGoldenFrames } from './golden-frames.ts'
import { GOLDEN_MESSAGES } from './golden-messages.ts'

const frames = readGoldenFrames()

describe('the golden frames', () => {
  it('stand for one message each, and for every type of message', () => {
    expect([...frames.keys()].toSorted()).toEqual(Object.keys(GOLDEN_MESSAGES).toSorted())
    const types = new Set(Object.values(GOLDEN_MESSAGES).map(({ type }) => type))
    expect(MESSAGE_TYPES.filter((type) => !types.has(type))).toEqual([])
  })

  for (const [name, message] of Object.entries(GOLDEN_MESSAGES)) {
    it(`[WIRE-2] ${name} is written and read as it always was`, () => {
      const frame = frames.get(name) ?? new Uint8Array(0)
      expect(Buffer.from(encodeFrame(message, 1)).toString('hex')).toBe(Buffer.from(frame).toString('hex'))
      expect(decodeFrame(frame)).toEqual({ ok: true, version: 1, message })
    })
  }

  it('[WIRE-3] of an idle mesh are small: a ping takes at most 30 bytes, an ack without digest 20', () => {
    expect(frames.get('ping')?.length).toBeLessThanOrEqual(30)
    expect(frames.get('ack')?.length).toBeLessThanOrEqual(20)
  })
})
