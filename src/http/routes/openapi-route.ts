import { z } from 'zod'
import { openApiText } from '../openapi.ts'
import type { Route } from '../route.ts'
import { jsonAnswer } from './answers.ts'

/** Describes the other routes and itself. */
export function openApiRoute(others: readonly Route[], version: string): Route {
  let text: string | undefined
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    operation: {
      operationId: 'openapi',
      summary: 'This document',
      tags: ['server'],
      responses: { 200: jsonAnswer('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
    },
    handle: () => {
      text ??= openApiText([...others, route], version)
      return { status: 200, body: text, contentType: 'application/json' }
    },
  }
  return route
}
