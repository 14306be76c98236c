import { OperatingError } from '../base/errors.ts'
import { ActiveSessionExistsError } from '../sessions/errors.ts'
import { isProblemCode, problemKind, type ProblemCode } from './error-map.ts'
import type { HttpResponse } from './messages.ts'
import { RequestRefusedError } from './request-refused-error.ts'
import { PROBLEM_TYPE, type FieldError, type ProblemDocument } from './schema/problem.ts'

/** Longest detail that an answer carries. */
const MAX_DETAIL_LENGTH = 1024

/** The code under which a client hears of the error. Whatever is not an expected error is a fault of ours. */
export function problemCode(error: unknown): ProblemCode {
  return error instanceof OperatingError && isProblemCode(error.code) ? error.code : 'internal'
}

export function problemResponse(error: unknown, requestId: string): HttpResponse {
  const code = problemCode(error)
  const message = code !== 'internal' && error instanceof OperatingError ? error.message : undefined
  const refusal = error instanceof RequestRefusedError ? error : undefined
  const { retryAfterSeconds } = problemKind(code)
  return {
    status: problemKind(code).status,
    contentType: PROBLEM_TYPE,
    body: { ...problemDocumentOf(code, requestId, message, refusal?.errors), ...inTheWay(error) },
    headers: {
      ...refusal?.headers,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
  }
}

/** The session on account of which a start was refused. */
function inTheWay(error: unknown): Pick<ProblemDocument, 'session_id' | 'region'> {
  if (!(error instanceof ActiveSessionExistsError)) return {}
  return { session_id: error.session.sessionId, region: error.session.region }
}

export function problemDocumentOf(
  code: ProblemCode,
  requestId: string,
  message?: string,
  errors?: readonly FieldError[],
): ProblemDocument {
  const kind = problemKind(code)
  return {
    type: `urn:gamemesh:problem:${code}`,
    title: kind.title,
    status: kind.status,
    detail: (kind.detail ?? message ?? kind.title).slice(0, MAX_DETAIL_LENGTH),
    code,
    request_id: requestId,
    ...(errors && { errors: [...errors] }),
  }
}
