import { PROBLEM_TYPE, problemDocument } from '../../http/schema/problem.ts'
import { startAnswer } from '../../http/schema/session.ts'
import type { ForwardFailure, ForwardResult, IncomingAnswer, PlacedStartRequest } from '../ports.ts'

/**
 * What main makes of a region's answer to a start. It passes on a session that is the asked user's, or a refusal that
 * another region would repeat; a region, or whoever answers in its place, cannot make main say anything else.
 */
export function judgeStartAnswer(answer: IncomingAnswer, request: PlacedStartRequest): ForwardResult {
  switch (answer.status) {
    case 200:
    case 201:
      return judgeSession(answer, answer.status, request)
    case 400:
    case 409:
      return judgeRefusal(answer, answer.status)
    case 429:
      return failed('full', 'answered 429', { countsAsFailure: false, mayHaveHappened: false })
    default:
      // Whoever answers so has not run the start, unless its store left it in doubt.
      return failed('refused', `answered ${answer.status}`, { mayHaveHappened: answer.status >= 500 })
  }
}

function judgeSession(answer: IncomingAnswer, status: 200 | 201, request: PlacedStartRequest): ForwardResult {
  if (!hasType(answer, 'application/json')) return failed('invalid_answer', 'the answer is not JSON')
  const session = startAnswer.safeParse(parseJson(answer.body))
  if (!session.success) return failed('invalid_answer', 'the answer is not a session')
  if (session.data.user_id !== request.userId)
    return failed('invalid_answer', "the session is another user's")
  if (status === 201 && session.data.session_id !== request.sessionId) {
    return failed('invalid_answer', 'the session was created under another id')
  }
  return {
    kind: 'answered',
    answer: { status, body: session.data, contentType: 'application/json', ...retry(answer) },
  }
}

function judgeRefusal(answer: IncomingAnswer, status: 400 | 409): ForwardResult {
  if (!hasType(answer, PROBLEM_TYPE)) return failed('invalid_answer', 'the refusal is not a problem document')
  const problem = problemDocument.safeParse(parseJson(answer.body))
  if (!problem.success || problem.data.status !== status) {
    return failed('invalid_answer', 'the refusal is not a valid problem document')
  }
  return {
    kind: 'answered',
    answer: { status, body: problem.data, contentType: PROBLEM_TYPE, ...retry(answer) },
  }
}

function failed(
  reason: ForwardFailure,
  detail: string,
  { countsAsFailure = true, mayHaveHappened = true } = {},
): ForwardResult {
  return { kind: 'failed', reason, detail, countsAsFailure, mayHaveHappened }
}

function hasType({ headers }: IncomingAnswer, type: string): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type
}

/** `undefined` matches no schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const RETRY_AFTER = /^\d{1,6}$/

function retry({ headers }: IncomingAnswer): { retryAfter?: string } {
  const retryAfter = headers['retry-after']
  return retryAfter !== undefined && RETRY_AFTER.test(retryAfter) ? { retryAfter } : {}
}
