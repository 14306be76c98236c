import { DeadlineExceededError } from '../../base/errors.ts'
import { OptionError } from '../epidemic/option-error.ts'

const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  not_found: [404, 'There is nothing at this path'],
  method_not_allowed: [405, 'The path does not take this method'],
  uri_too_long: [414, 'The URI is too long'],
  internal: [500, 'The server has a fault'],
  deadline_exceeded: [503, 'The request could not be answered in time'],
  overloaded: [503, 'The server has too much to do'],
  shutting_down: [503, 'The server is stopping'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>

export type ProblemCode = keyof typeof PROBLEMS

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

  document(requestId: string): object {
    const [status, title] = PROBLEMS[this.code]
    return {
      type: `urn:gamemesh:problem:${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      request_id: requestId,
    }
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DeadlineExceededError)
    return new Problem('deadline_exceeded', error.message, RETRY_SOON)
  if (error instanceof OptionError) return new Problem('invalid_request', error.message)
  return new Problem('internal', 'The fault is shown in the output of the server.')
}

export const RETRY_SOON = { 'retry-after': '1' } as const
export const PROBLEM_TYPE = 'application/problem+json'
