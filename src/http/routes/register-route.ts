import type { HttpRequest, HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import { registerAnswer, registerRequest, type RegisterAnswer } from '../schema/region.ts'
import { validated } from '../validate.ts'
import { jsonAnswer, problemAnswer, REFUSED_BODY, UNAVAILABLE } from './answers.ts'
import type { RegionDirectory } from './ports.ts'

export function registerRoute(regions: RegionDirectory): Route {
  return {
    method: 'POST',
    path: '/api/regions/register',
    quiet: true,
    operation: {
      operationId: 'registerRegion',
      summary: 'Register a regional server, again and again: each registration is a heartbeat',
      tags: ['regions'],
      requestBody: { required: true, content: { 'application/json': { schema: registerRequest } } },
      responses: {
        200: jsonAnswer('The server is registered.', registerAnswer),
        ...REFUSED_BODY,
        429: problemAnswer('The registry is full.'),
        503: UNAVAILABLE,
      },
    },
    handle: (request) => answer(regions, request),
  }
}

function answer(regions: RegionDirectory, request: HttpRequest): HttpResponse {
  const given = validated(registerRequest, request.body)
  const registered = regions.register({
    region: given.region,
    instance: given.instance,
    baseUrl: given.base_url,
    intervalMs: given.interval_seconds * 1000,
    draining: given.draining,
    ...(given.capacity !== undefined && { capacity: given.capacity }),
    ...(given.active_sessions !== undefined && { activeSessions: given.active_sessions }),
    ...(given.location && { location: given.location }),
  })
  const body: RegisterAnswer = {
    region: registered.region,
    instance: registered.instance,
    base_url: registered.baseUrl,
    status: 'registered',
    interval_seconds: registered.intervalMs / 1000,
  }
  return { status: 200, body }
}
