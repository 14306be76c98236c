import { OperatingError } from '../base/errors.ts'
import type { ProblemCode } from './error-map.ts'
import type { FieldError } from './schema/problem.ts'

type RefusalCode = Extract<
  ProblemCode,
  | 'invalid_request'
  | 'invalid_json'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'uri_too_long'
  | 'unsupported_media_type'
  | 'unsupported_encoding'
  | 'expectation_failed'
>

interface RefusalExtras {
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

/** The request cannot be judged at all: it is malformed, or there is nothing here that takes it. */
export class RequestRefusedError extends OperatingError {
  readonly code: RefusalCode
  readonly stateChanged = 'no'
  readonly errors: readonly FieldError[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: RefusalCode, message: string, extras: RefusalExtras = {}) {
    super(message)
    this.code = code
    this.errors = extras.errors
    this.headers = extras.headers
  }
}
