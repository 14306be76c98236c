import type { Body } from '../../protocol/envelope.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'

/** A pseudo-node: one request in, one answer out, one at a time. */
export interface Service {
  handle(caller: string, request: Body): Body
}

/** What a request does to one key of a state. `undefined`: the key is not there. */
export interface KvStep {
  readonly reply: Body
  /** The new value, if there is one. */
  readonly write?: string
}

export function refused(code: number, text: string): Body {
  return { type: 'error', code, text }
}

export function missing(): Body {
  return refused(ERROR_CODE.keyDoesNotExist, 'the key does not exist')
}
