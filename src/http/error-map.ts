/**
 * The one table from an error's code to what HTTP says about it. `test/unit/http/error-map.test.ts` holds it equal to the
 * table in docs/SPEC.md, which `problemTable` writes.
 */

interface ProblemKind {
  readonly status: number
  readonly title: string
  /** Said instead of the error's own message, which may name hosts and other internals. */
  readonly detail?: string
  readonly retryAfterSeconds?: number
}

const RETRY = 'Nothing was changed; try again.'

export const PROBLEM_KINDS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  region_name_reserved: { status: 400, title: 'The region name is reserved' },
  not_found: { status: 404, title: 'There is nothing at this path' },
  session_not_found: { status: 404, title: 'There is no such session' },
  method_not_allowed: { status: 405, title: 'The path does not take this method' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  session_id_taken: { status: 409, title: 'The session id belongs to another session' },
  active_session_exists: { status: 409, title: 'The user is in a session' },
  session_ended: { status: 409, title: 'The session has ended' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The URI is too long' },
  unsupported_media_type: { status: 415, title: 'The body is not of a type that is taken here' },
  unsupported_encoding: { status: 415, title: 'The body is encoded in a way that is not taken here' },
  expectation_failed: { status: 417, title: 'The expectation cannot be met' },
  registry_full: { status: 429, title: 'The registry takes no more regions', retryAfterSeconds: 30 },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: {
    status: 500,
    title: 'The server has a fault',
    detail: 'The fault is logged under this request_id.',
  },
  store_unavailable: {
    status: 503,
    title: 'The session store does not answer',
    detail: RETRY,
    retryAfterSeconds: 1,
  },
  outcome_unknown: {
    status: 503,
    title: 'It is not known whether the request was carried out',
    detail: 'Try again: with the same Idempotency-Key a start is carried out once, and an exit always is.',
    retryAfterSeconds: 1,
  },
  deadline_exceeded: {
    status: 503,
    title: 'The request could not be answered in time',
    detail: 'Try again, a start with the same Idempotency-Key.',
    retryAfterSeconds: 1,
  },
  overloaded: { status: 503, title: 'The server has too much to do', detail: RETRY, retryAfterSeconds: 1 },
  no_region: { status: 503, title: 'No region can take the session', detail: RETRY, retryAfterSeconds: 5 },
  shutting_down: {
    status: 503,
    title: 'The server stopped before it could answer',
    detail: 'Try again, a start with the same Idempotency-Key.',
    retryAfterSeconds: 1,
  },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof PROBLEM_KINDS

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_KINDS, code)
}

export function problemKind(code: ProblemCode): ProblemKind {
  return PROBLEM_KINDS[code]
}

/** The table as Markdown, for docs/SPEC.md. */
export function problemTable(): string {
  const rows = Object.entries<ProblemKind>(PROBLEM_KINDS).map(
    ([code, kind]) => `| \`${code}\` | ${kind.status} | ${kind.title} | ${kind.retryAfterSeconds ?? ''} |`,
  )
  return ['| code | status | meaning | Retry-After, s |', '|---|---|---|---|', ...rows].join('\n')
}
