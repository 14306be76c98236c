import type { RegionInstance } from '../../regions/region-instance.ts'
import type { Route } from '../route.ts'
import { regionList, type RegionView } from '../schema/region.ts'
import { jsonAnswer } from './answers.ts'
import type { RegionDirectory } from './ports.ts'
import { rfc3339 } from './rfc3339.ts'

export function regionListRoute(regions: RegionDirectory): Route {
  return {
    method: 'GET',
    path: '/api/regions',
    operation: {
      operationId: 'listRegions',
      summary: 'The regional servers that have registered',
      tags: ['regions'],
      responses: { 200: jsonAnswer('All of them.', regionList) },
    },
    handle: () => ({ status: 200, body: { regions: regions.list().map(regionView) } }),
  }
}

function regionView(instance: RegionInstance): RegionView {
  return {
    region: instance.region,
    instance: instance.instance,
    base_url: instance.baseUrl,
    status: instance.draining && instance.liveness === 'available' ? 'draining' : instance.liveness,
    last_seen: rfc3339(instance.lastSeenAtMs),
    interval_seconds: instance.intervalMs / 1000,
    ...(instance.capacity !== undefined && { capacity: instance.capacity }),
    ...(instance.activeSessions !== undefined && { active_sessions: instance.activeSessions }),
    ...(instance.location && { location: instance.location }),
  }
}
