import type { MemberStatus } from './messages.ts'

/** A status and the length of a name share the byte in front of the name. */
const STATUSES: readonly MemberStatus[] = ['alive', 'suspect', 'dead', 'left']
const LENGTH_BITS = 6
const LENGTH_MASK = 0x3f

export function statusAndLength(status: MemberStatus, length: number): number {
  return (STATUSES.indexOf(status) << LENGTH_BITS) | (length - 1)
}

export function statusOf(byte: number): MemberStatus {
  return STATUSES[byte >>> LENGTH_BITS] ?? 'alive'
}

export function lengthOf(byte: number): number {
  return (byte & LENGTH_MASK) + 1
}
