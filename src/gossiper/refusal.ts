import type { ProblemDocument } from '../http/schema/problem.ts'
import { PROBLEM_TYPE } from '../http/schema/problem.ts'
import type { GossiperResponse } from './messages.ts'

const KINDS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  unauthorized: { status: 401, title: 'The request needs the token of this node' },
  certificate_required: { status: 403, title: 'Gossip needs a certificate of the cluster' },
  cross_site: { status: 403, title: 'A page of another site must not change scores' },
  not_found: { status: 404, title: 'There is nothing at this path' },
  method_not_allowed: { status: 405, title: 'The path does not take this method' },
  host_not_served: { status: 421, title: 'The node does not go by that host name' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not of a type that is taken here' },
  too_many_players: { status: 429, title: 'The node keeps no more players' },
  too_busy: { status: 429, title: 'Too many bodies are on their way' },
  internal: { status: 500, title: 'The server has a fault' },
  not_saved: { status: 503, title: 'The update could not be saved' },
} as const

export type RefusalCode = keyof typeof KINDS

/** A request that is answered by a problem document. Nothing was changed, except after `not_saved`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly headers: Readonly<Record<string, string>>

  constructor(code: RefusalCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.code = code
    this.headers = headers
  }
}

export function problemResponse({ code, message, headers }: Refusal, requestId: string): GossiperResponse {
  const { status, title } = KINDS[code]
  const document: ProblemDocument = {
    type: `urn:gamemesh:problem:${code}`,
    title,
    status,
    detail: message,
    code,
    request_id: requestId,
  }
  return { status, headers, contentType: PROBLEM_TYPE, body: JSON.stringify(document) }
}
