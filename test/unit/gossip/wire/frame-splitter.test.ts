import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { FrameSplitter } from '../../../../src/gossip/wire/frame-splitter.ts'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import { type FrameFault, LENGTH_AT } from '../../../../src/gossip/wire/header.ts'
import { MAX_FRAME_BYTES } from '../../../../src/gossip/wire/limits.ts'
import { changed } from './frame-surgery.ts'
import { readGoldenFrames } from './golden-frames.ts'
import { GOLDEN_MESSAGES } from './golden-messages.ts'

const golden = [...readGoldenFrames().values()]
const glued = new Uint8Array(Buffer.concat(golden))
const [first = new Uint8Array(0)] = golden

interface Outcome {
  readonly frames: string[]
  readonly fault: FrameFault | undefined
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** Every chunk in memory of its own, overwritten as soon as the next one comes, as a socket may do. */
function split(stream: Uint8Array, cuts: readonly number[]): Outcome {
  const splitter = new FrameSplitter()
  const frames: string[] = []
  let fault: FrameFault | undefined
  let start = 0
  for (const end of [...cuts, stream.length]) {
    const chunk = stream.slice(start, end)
    const outcome = splitter.push(chunk)
    frames.push(...outcome.frames.map(hex))
    chunk.fill(0xee)
    fault ??= outcome.fault
    expect(splitter.buffered).toBeLessThanOrEqual(MAX_FRAME_BYTES)
    start = end
  }
  return { frames, fault: fault ?? splitter.end() }
}

const everyByte = (stream: Uint8Array) => Array.from({ length: stream.length }, (_, index) => index)

describe('a stream of frames', () => {
  it('[WIRE-12] may be cut at every point of every golden frame', () => {
    for (const frame of golden) {
      const whole = { frames: [hex(frame)], fault: undefined }
      for (let cut = 0; cut <= frame.length; cut++) expect(split(frame, [cut])).toEqual(whole)
    }
  })

  it('[WIRE-12] may come byte by byte, all at once, or cut at random', () => {
    const whole = { frames: golden.map(hex), fault: undefined }
    expect(split(glued, [])).toEqual(whole)
    expect(split(glued, everyByte(glued))).toEqual(whole)
    const cuts = fc
      .array(fc.nat({ max: glued.length }), { maxLength: 40 })
      .map((points) => points.toSorted((a, b) => a - b))
    fc.assert(fc.property(cuts, (points) => expect(split(glued, points)).toEqual(whole)))
  })

  it('[WIRE-12] gives frames that decode', () => {
    const { frames } = new FrameSplitter().push(glued)
    const messages = frames
      .map((frame) => decodeFrame(frame))
      .map((decoded) => (decoded.ok ? decoded.message : decoded))
    expect(messages).toEqual([...readGoldenFrames().keys()].map((name) => GOLDEN_MESSAGES[name]))
  })

  it('[WIRE-12] carries frames of the largest size', () => {
    const reply = {
      type: 'reply',
      id: 'i',
      from: 'a',
      ok: true,
      bytes: new Uint8Array(32_000).fill(1),
    } as const
    const large = encodeFrame(reply, 1)
    const stream = new Uint8Array(Buffer.concat([large, first, large]))
    const whole = { frames: [large, first, large].map(hex), fault: undefined }
    for (const step of [1_000, 1_448, 16_384, 40_000]) {
      const cuts = Array.from({ length: Math.floor(stream.length / step) }, (_, index) => (index + 1) * step)
      expect(split(stream, cuts)).toEqual(whole)
    }
  })

  const faulty: ReadonlyArray<readonly [FrameFault, Uint8Array]> = [
    ['bad_magic', changed(first, 0, 0)],
    ['bad_magic', changed(first, 1, 0)],
    ['bad_magic', Uint8Array.of(0x47, 0x00)],
    ['too_long', changed(first, LENGTH_AT, 1)],
    ['too_long', changed(first, LENGTH_AT, 0xff).subarray(0, 8)],
    ['truncated', first.subarray(0, first.length - 1)],
    ['truncated', first.subarray(0, 1)],
  ]
  for (const [fault, bytes] of faulty) {
    it(`[WIRE-13] ends at a fault (${fault}, ${bytes.length} bytes), alike in any split; what came before is given`, () => {
      const stream = Uint8Array.of(...first, ...bytes)
      const outcome = { frames: [hex(first)], fault }
      for (let cut = 0; cut <= stream.length; cut++) expect(split(stream, [cut])).toEqual(outcome)
      expect(split(stream, everyByte(stream))).toEqual(outcome)
    })
  }

  it('[WIRE-13] that has ended gives no more frames, and keeps nothing', () => {
    const splitter = new FrameSplitter()
    expect(splitter.push(Uint8Array.of(1))).toEqual({ frames: [], fault: 'bad_magic' })
    expect(splitter.push(first)).toEqual({ frames: [], fault: 'bad_magic' })
    expect([splitter.buffered, splitter.end()]).toEqual([0, 'bad_magic'])
  })

  it('[WIRE-13] is judged by the first bytes that show a fault, without waiting for more', () => {
    const tooLong = changed(first, LENGTH_AT, 1).subarray(0, LENGTH_AT + 3)
    for (const cut of [1, 2, 5, 7]) {
      const splitter = new FrameSplitter()
      expect(splitter.push(tooLong.subarray(0, cut))).toEqual({ frames: [] })
      expect(splitter.push(tooLong.subarray(cut))).toEqual({ frames: [], fault: 'too_long' })
    }
    const splitter = new FrameSplitter()
    expect(splitter.push(Uint8Array.of(0x47))).toEqual({ frames: [] })
    expect(splitter.push(Uint8Array.of(0x00))).toEqual({ frames: [], fault: 'bad_magic' })
  })
})
