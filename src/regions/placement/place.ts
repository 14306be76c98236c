import type { RegionInstance } from '../region-instance.ts'
import type { PlacementPolicy, PlacementRequest, ScoredInstance } from './policy.ts'

export interface Placement {
  /** Best first: the order in which they are asked. */
  readonly ranked: readonly ScoredInstance[]
  readonly excluded: readonly { readonly instance: RegionInstance; readonly why: string }[]
}

/** Filter, score, order. Pure: the same instances and request give the same placement. */
export function place(
  instances: readonly RegionInstance[],
  policy: PlacementPolicy,
  request: PlacementRequest,
): Placement {
  const excluded: { instance: RegionInstance; why: string }[] = []
  const candidates: RegionInstance[] = []
  for (const instance of instances) {
    const why = whyExcluded(instance)
    if (why) excluded.push({ instance, why })
    else candidates.push(instance)
  }
  const ranked = candidates.length === 0 ? [] : policy(candidates, request).sort(bestFirst)
  return { ranked, excluded }
}

function whyExcluded(instance: RegionInstance): string | undefined {
  if (instance.liveness !== 'available') return 'missed heartbeats'
  if (instance.draining) return 'draining'
  if (instance.capacity !== undefined && (instance.activeSessions ?? 0) >= instance.capacity) return 'full'
  return undefined
}

/** Equal scores: by region name, then the instance with the fewest sessions, then by instance name. */
function bestFirst(a: ScoredInstance, b: ScoredInstance): number {
  return (
    b.score - a.score ||
    compareText(a.instance.region, b.instance.region) ||
    (a.instance.activeSessions ?? 0) - (b.instance.activeSessions ?? 0) ||
    compareText(a.instance.instance, b.instance.instance)
  )
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
