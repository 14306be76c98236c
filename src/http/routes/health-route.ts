import type { Route } from '../route.ts'
import { healthAnswer } from '../schema/server.ts'
import { jsonAnswer } from './answers.ts'

const OK = { status: 200, body: { status: 'ok' } } as const

export function healthRoute(): Route {
  return {
    method: 'GET',
    path: '/health',
    quiet: true,
    operation: {
      operationId: 'health',
      summary: 'Whether the process runs, whatever it depends on',
      tags: ['server'],
      responses: { 200: jsonAnswer('It runs.', healthAnswer) },
    },
    handle: () => OK,
  }
}
