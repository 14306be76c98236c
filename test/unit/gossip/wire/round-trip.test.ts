import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { ARBITRARY_MESSAGES } from './arbitrary-messages.ts'

const RUNS = 300

describe('a message', () => {
  for (const [type, messages] of Object.entries(ARBITRARY_MESSAGES)) {
    it(`[WIRE-1] of type ${type} comes out of its frame as it went in`, () => {
      fc.assert(
        fc.property(messages, (message) => {
          const frame = encodeFrame(message, 1)
          expect(decodeFrame(frame)).toEqual({ ok: true, version: 1, message })
          expect(frame.length).toBe(frame.buffer.byteLength)
        }),
        { numRuns: RUNS },
      )
    })
  }

  it('[WIRE-1] shares no memory with its frame', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const entry = { key: 'k', version: 1, kind: 'value', type: 0, bytes } as const
    const piece = { owner: 'a', generation: 1, from: 0, to: 1, collected: 0, entries: [entry] }
    const rumour = {
      type: 'rumour',
      arcEnd: 0,
      spread: false,
      hops: 0,
      members: [],
      pieces: [piece],
    } as const
    const frame = Buffer.from(encodeFrame(rumour, 1))
    const decoded = decodeFrame(frame)
    frame.fill(0xff)
    expect(decoded).toEqual({ ok: true, version: 1, message: rumour })
  })
})
