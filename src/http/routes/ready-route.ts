import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { readyAnswer, type ReadyAnswer } from '../schema/server.ts'
import { jsonAnswer } from './answers.ts'
import type { Readiness } from './ports.ts'

const RETRY_AFTER_SECONDS = '1'

export function readyRoute(readiness: Readiness): Route {
  return {
    method: 'GET',
    path: '/ready',
    quiet: true,
    operation: {
      operationId: 'ready',
      summary: 'Whether the server can serve requests now, and what is missing',
      tags: ['server'],
      responses: {
        200: jsonAnswer('It can.', readyAnswer),
        503: jsonAnswer('Something is missing.', readyAnswer),
      },
    },
    handle: (request) => answer(readiness, request),
  }
}

async function answer(readiness: Readiness, request: HttpRequest): Promise<HttpResponse> {
  const checks = await readiness.check(request.context.deadline)
  if (Object.values(checks).every((state) => state === 'ok')) {
    return { status: 200, body: { status: 'ready', checks } satisfies ReadyAnswer }
  }
  return {
    status: 503,
    headers: { 'retry-after': RETRY_AFTER_SECONDS },
    body: { status: 'unready', checks } satisfies ReadyAnswer,
  }
}
