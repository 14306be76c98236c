import type { Logger } from '../base/logger-port.ts'
import { errorMessage, isError } from '../base/errors.ts'
import type { GossiperRequest, GossiperResponse } from './messages.ts'
import { Refusal, problemResponse } from './refusal.ts'
import { ROUTES } from './routes.ts'
import { isServedHost } from './served-host.ts'
import type { SurfaceParts } from './surface-parts.ts'
import { carriesToken } from './token.ts'

export interface Surface {
  /** Never rejects. */
  handle(request: GossiperRequest): Promise<GossiperResponse>
}

const REQUEST_ID_HEADER = 'x-request-id'
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/
const COMMON_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** The classic HTTP surface: what each path does, whatever server it stands behind. */
export function createSurface(parts: SurfaceParts): Surface {
  const { runtime, log, events } = parts

  async function answer(request: GossiperRequest, path: string, query: string): Promise<GossiperResponse> {
    const { token, hostNames } = parts
    if (hostNames && !isServedHost(request.header('host'), hostNames))
      throw new Refusal(
        'host_not_served',
        'use the address of the node, or localhost, as host; or start it with --hosts',
      )
    const route = ROUTES.get(path)
    if (!route) throw new Refusal('not_found', 'there is nothing at this path')
    if (!route.methods.includes(request.method)) {
      const allow = route.methods.join(', ')
      throw new Refusal('method_not_allowed', `this path takes ${allow}`, { allow })
    }
    const authorized = token === undefined || carriesToken(request.header('authorization'), token)
    if (!authorized && !route.isPublic) {
      throw new Refusal('unauthorized', 'send the token as "Authorization: Bearer TOKEN"', {
        'www-authenticate': 'Bearer',
      })
    }
    return route.handle({ ...request, query, authorized }, parts)
  }

  return {
    async handle(request) {
      const beganMs = runtime.monotonicNowMs()
      const given = request.header(REQUEST_ID_HEADER)
      const requestId = given !== undefined && REQUEST_ID.test(given) ? given : runtime.newId()
      const queryAt = request.target.indexOf('?')
      const path = queryAt < 0 ? request.target : request.target.slice(0, queryAt)
      const query = queryAt < 0 ? '' : request.target.slice(queryAt + 1)
      const response = await answer(request, path, query).catch((error: unknown) =>
        problemResponse(refusalOf(error, log, requestId), requestId),
      )
      const method = COMMON_METHODS.has(request.method) ? request.method : 'other'
      const seconds = (runtime.monotonicNowMs() - beganMs) / 1000
      events.requestFinished(ROUTES.has(path) ? path : 'other', method, response.status, seconds)
      log.debug('request', { method, path, status: response.status, request_id: requestId })
      return { ...response, headers: { ...response.headers, [REQUEST_ID_HEADER]: requestId } }
    },
  }
}

function refusalOf(error: unknown, log: Logger, requestId: string): Refusal {
  if (error instanceof Refusal) return error
  const stack = isError(error) ? error.stack : undefined
  log.error('request failed by a fault', { error: errorMessage(error), stack, request_id: requestId })
  return new Refusal('internal', 'the fault is logged under this request_id')
}
