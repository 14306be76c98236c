import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { ByteReader } from '../../../../src/gossip/wire/byte-reader.ts'
import { ByteWriter } from '../../../../src/gossip/wire/byte-writer.ts'
import { isKey, utf8Length } from '../../../../src/gossip/wire/text.ts'
import { varintSize } from '../../../../src/gossip/wire/varint.ts'

const MAX = Number.MAX_SAFE_INTEGER
const LIMIT = 1_000

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(LIMIT)
  writer.reset()
  write(writer)
  return writer.copy()
}

const edges = Array.from({ length: 53 }, (_, bit) => [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]).flat()

describe('a number', () => {
  it('[WIRE-9] up to 2^53 - 1 takes as few bytes as it can, and comes back', () => {
    for (const value of [...edges, MAX - 1, MAX]) {
      const bytes = written((writer) => writer.varint(value))
      const reader = new ByteReader(bytes)
      expect([reader.varint(), reader.failed, reader.remaining]).toEqual([value, false, 0])
      expect(bytes.length).toBe(varintSize(value))
      expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)))
    }
  })

  it('[WIRE-9] is given back only for the one form that is written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 10 }), (bytes) => {
        const reader = new ByteReader(bytes)
        const value = reader.varint()
        const used = bytes.length - reader.remaining
        if (!reader.failed) expect(written((writer) => writer.varint(value))).toEqual(bytes.slice(0, used))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is written only if it is one', () => {
    for (const value of [-1, 0.5, 127.5, 300.5, MAX + 1, Number.NaN, Infinity]) {
      expect(() => written((writer) => writer.varint(value))).toThrow('2^53 - 1')
    }
    for (const value of [-1, 256, 1.5]) expect(() => written((writer) => writer.byte(value))).toThrow('255')
    for (const value of [-1, 2 ** 32, 1.5])
      expect(() => written((writer) => writer.uint32(value))).toThrow('2^32')
  })
})

describe('a text', () => {
  it('[WIRE-9] comes back as it was, in as many bytes as are foreseen', () => {
    const texts = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }))
    fc.assert(
      fc.property(
        texts.filter((text) => text.isWellFormed()),
        (text) => {
          const bytes = written((writer) => writer.text(text, 0, LIMIT))
          expect(new ByteReader(bytes).text(0, LIMIT)).toBe(text)
          expect(bytes.length).toBe(varintSize(utf8Length(text)) + utf8Length(text))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('[WIRE-9] keeps a byte order mark and a zero', () => {
    for (const text of ['\u{feff}a', '\0', '\u{feff}'.repeat(30)]) {
      expect(new ByteReader(written((writer) => writer.text(text, 1, LIMIT))).text(1, LIMIT)).toBe(text)
    }
  })

  it('is written only within its limits, and only if it is well-formed', () => {
    const writing = (text: string) => () => written((writer) => writer.text(text, 1, 4))
    for (const text of ['abcd', 'ññ', '😀']) expect(writing(text)).not.toThrow()
    for (const text of ['', 'abcde', 'ñña', '😀a']) expect(writing(text)).toThrow('within its limits')
    expect(writing('\u{d83d}')).toThrow('surrogate')
  })

  it('[WIRE-6] can be a key of 1 to 256 bytes', () => {
    for (const key of ['a', '\0', ' ', 'ñ'.repeat(128), '😀'.repeat(64)]) expect(isKey(key)).toBe(true)
    for (const key of ['', 'a'.repeat(257), `${'ñ'.repeat(128)}a`, '\u{d83d}', '\u{de00}\u{d83d}']) {
      expect(isKey(key)).toBe(false)
    }
  })
})

describe('a reader', () => {
  it('[WIRE-10] reads no item of a list that announces more than allowed, or than there is room for', () => {
    const itemsRead = (max: number, minItemBytes: number) => {
      let items = 0
      const reader = new ByteReader(Uint8Array.of(3, 1, 1, 1, 1, 1))
      reader.list(max, minItemBytes, () => ++items)
      return [items, reader.failed]
    }
    expect(itemsRead(3, 1)).toEqual([3, false])
    expect(itemsRead(2, 1)).toEqual([0, true])
    expect(itemsRead(3, 2)).toEqual([0, true])
  })

  it('[WIRE-9] gives nothing more after its first fault', () => {
    const reader = new ByteReader(Uint8Array.of(3, 1, 1, 1, 1))
    expect(reader.block(2)).toEqual(new Uint8Array(0))
    expect([reader.failed, reader.remaining]).toEqual([true, 0])
    const rest = [reader.byte(), reader.varint(), reader.uint32(), reader.text(0, 9), reader.visible(1)]
    expect(rest).toEqual([0, 0, 0, '', ''])
    expect(reader.list(9, 1, () => 1)).toEqual([])
    expect(reader.failed).toBe(true)
  })
})
