import type { HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import type { MetricsSource } from './ports.ts'

export function metricsRoute(metrics: MetricsSource): Route {
  return {
    method: 'GET',
    path: '/metrics',
    quiet: true,
    operation: {
      operationId: 'metrics',
      summary: 'Counters and latencies, for Prometheus',
      tags: ['server'],
      responses: { 200: { description: 'In the Prometheus text format.', content: { 'text/plain': {} } } },
    },
    handle: () => answer(metrics),
  }
}

async function answer(metrics: MetricsSource): Promise<HttpResponse> {
  const { contentType, text } = await metrics.metricsText()
  return { status: 200, body: text, contentType }
}
