import { OperatingError, errorMessage, isError } from '../base/errors.ts'

/** A request that is not carried out, with what the caller is told (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.code = code
    this.headers = headers
  }

  get status(): number {
    return PROBLEMS[this.code][0]
  }

  get title(): string {
    return PROBLEMS[this.code][1]
  }
}

const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  invalid_json: [400, 'The body is not valid JSON'],
  forbidden: [403, 'The caller may not do this'],
  not_found: [404, 'There is nothing at this path'],
  key_not_found: [404, 'There is no such key'],
  unknown_member: [404, 'There is no such live member'],
  method_not_allowed: [405, 'The path does not take this method'],
  payload_too_large: [413, 'The body is too large'],
  uri_too_long: [414, 'The URI is too long'],
  unsupported_media_type: [415, 'The body is not JSON'],
  host_not_served: [421, 'This node does not go by that host name'],
  too_many_streams: [429, 'Too many watch this node'],
  internal: [500, 'The node has a fault'],
  overloaded: [503, 'The node has too much to do'],
  node_closed: [503, 'The node is leaving'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>

export type ProblemCode = keyof typeof PROBLEMS

/** What the node's own refusals mean to a caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof OperatingError)
    return new Problem(isCode(error.code) ? error.code : 'overloaded', error.message)
  // Thrown by the node for names and values that it does not take.
  if (
    error instanceof RangeError ||
    error instanceof TypeError ||
    (isError(error) && error.name === 'ValueTypeError')
  )
    return new Problem('invalid_request', errorMessage(error))
  return new Problem('internal', 'the reason is in the output of the node')
}

function isCode(code: string): code is ProblemCode {
  return code in PROBLEMS
}
