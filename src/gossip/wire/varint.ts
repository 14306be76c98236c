/**
 * Integers from 0 to 2^53 - 1 in seven bits per byte, lowest first, the highest bit of a byte saying that more follow.
 * Every integer has exactly one form: the last of several bytes is not zero.
 */
export const MAX_VARINT_BYTES = 8
/** What the eighth byte may hold: 53 = 7 * 7 + 4 bits. */
export const MAX_LAST_BYTE = 0x0f

export function varintSize(value: number): number {
  if (value < 2 ** 7) return 1
  if (value < 2 ** 14) return 2
  if (value < 2 ** 21) return 3
  if (value < 2 ** 28) return 4
  if (value < 2 ** 35) return 5
  if (value < 2 ** 42) return 6
  return value < 2 ** 49 ? 7 : MAX_VARINT_BYTES
}
