import type { MessageType } from './report.ts'

/** What a message is. */
export const PUSH = 0
/** A push by its origin, at its start. */
export const BROADCAST = 1
/** A digest: what the sender has. The receiver answers with what the sender lacks. */
export const ASK = 2
/** A digest; the receiver also says if it lacks something itself. */
export const EXCHANGE = 3
/** A digest; the receiver only says if it lacks something. */
export const ANNOUNCE = 4
/** Everything that the sender had and the receiver lacked. */
export const GIVE = 5
/** A digest in answer to another: the sender lacks something. */
export const WANT = 6
export const GIVE_AND_WANT = 7
/** 'What you pushed was known here.' */
export const KNEW = 8
export const KINDS = 9

export const TYPE_OF_KIND: readonly MessageType[] = [
  'update',
  'broadcast',
  'ping',
  'ping',
  'ping',
  'update',
  'ack',
  'update',
  'ack',
]

/** By kind, whether it carries a digest. */
export const DIGESTS: readonly boolean[] = [false, false, true, true, true, false, true, true, false]
