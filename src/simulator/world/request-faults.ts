import type { RandomStream } from '../../base/rng.ts'

/** What may happen to one request, besides what its messages meet on the links. */
export const REQUEST_FAULTS = [
  'cut before it arrived',
  'cut in the middle',
  'cut before its answer',
  'answer lost',
  'answered with garbage',
  'repeated',
] as const
export type RequestFault = (typeof REQUEST_FAULTS)[number]

/** The share of requests that meet each fault. */
export type RequestFaults = Readonly<Partial<Record<RequestFault, number>>>

export const NO_REQUEST_FAULTS: RequestFaults = {}

const LATEST_MS = 300

export interface DrawnFault {
  readonly kind: RequestFault
  readonly afterMs: number
}

export function drawRequestFault(random: RandomStream, faults: RequestFaults): DrawnFault | undefined {
  let chance = random.next()
  const afterMs = random.next() * LATEST_MS
  for (const kind of REQUEST_FAULTS) {
    chance -= faults[kind] ?? 0
    if (chance < 0) return { kind, afterMs }
  }
  return undefined
}
