import { integerBelow, type RandomStream } from '../../../base/rng.ts'

export const LATENCY_KINDS = ['constant', 'uniform', 'exponential'] as const
export type LatencyKind = (typeof LATENCY_KINDS)[number]

export interface Latency {
  readonly meanMs: number
  readonly kind: LatencyKind
}

export function drawLatency({ meanMs, kind }: Latency, random: RandomStream): number {
  switch (kind) {
    case 'constant':
      return meanMs
    case 'uniform':
      return integerBelow(random, Math.floor(2 * meanMs) + 1)
    default:
      return -meanMs * Math.log(1 - random.next())
  }
}
