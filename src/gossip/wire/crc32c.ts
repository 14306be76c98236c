/**
 * CRC-32C (Castagnoli), reflected, as iSCSI has it (RFC 3720, appendix B.4). Eight bytes per round by eight tables
 * (Kounavis and Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation", 2008).
 */
const POLYNOMIAL = 0x82f63b78
const SLICES = 8
const TABLE_SIZE = 256

/** Table k stands at k * 256: what a byte does to the sum when k more bytes follow it. */
const TABLES = tables()

function tables(): Int32Array {
  const all = new Int32Array(SLICES * TABLE_SIZE)
  for (let byte = 0; byte < TABLE_SIZE; byte++) {
    let sum = byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1
    all[byte] = sum
  }
  for (let index = TABLE_SIZE; index < all.length; index++) {
    const before = all[index - TABLE_SIZE] ?? 0
    all[index] = (before >>> 8) ^ at(all, before & 0xff)
  }
  return all
}

function at(table: Int32Array, index: number): number {
  return table[index] ?? 0
}

/** The sum of `bytes` from `start` to `end`, continuing `before`, the sum of what stands in front of them. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  const table = TABLES
  let sum = ~before
  let index = start
  for (; index + SLICES <= end; index += SLICES) {
    const low = sum ^ word(bytes, index)
    sum =
      at(table, 0x700 | (low & 0xff)) ^
      at(table, 0x600 | ((low >>> 8) & 0xff)) ^
      at(table, 0x500 | ((low >>> 16) & 0xff)) ^
      at(table, 0x400 | (low >>> 24)) ^
      at(table, 0x300 | byteAt(bytes, index + 4)) ^
      at(table, 0x200 | byteAt(bytes, index + 5)) ^
      at(table, 0x100 | byteAt(bytes, index + 6)) ^
      at(table, byteAt(bytes, index + 7))
  }
  for (; index < end; index++) sum = (sum >>> 8) ^ at(table, (sum ^ byteAt(bytes, index)) & 0xff)
  return ~sum >>> 0
}

function word(bytes: Uint8Array, index: number): number {
  return (
    byteAt(bytes, index) |
    (byteAt(bytes, index + 1) << 8) |
    (byteAt(bytes, index + 2) << 16) |
    (byteAt(bytes, index + 3) << 24)
  )
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
