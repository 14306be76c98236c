import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { crc32c } from '../../../../src/gossip/wire/crc32c.ts'

const ascending = Uint8Array.from({ length: 32 }, (_, index) => index)

/** The definition, bit by bit. */
function slowly(bytes: Uint8Array): number {
  let sum = 0xffff_ffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0x82f6_3b78 : sum >>> 1
  }
  return ~sum >>> 0
}

describe('the checksum', () => {
  it('[WIRE-7] is CRC-32C: the published vectors come out', () => {
    expect(crc32c(new Uint8Array(0))).toBe(0)
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe306_9283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa)
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43)
    expect(crc32c(ascending)).toBe(0x46dd_794e)
    expect(crc32c(ascending.toReversed())).toBe(0x113f_db5c)
  })

  it('[WIRE-7] is the same for any length, place and division', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat({ max: 100 }),
        fc.nat({ max: 9 }),
        (bytes, cut, before) => {
          const end = before + bytes.length
          const placed = new Uint8Array(end + 5).fill(0xaa)
          placed.set(bytes, before)
          const middle = Math.min(before + cut, end)
          expect(crc32c(placed, before, end)).toBe(slowly(bytes))
          expect(crc32c(placed, middle, end, crc32c(placed, before, middle))).toBe(slowly(bytes))
        },
      ),
    )
  })
})
