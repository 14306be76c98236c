import type { RandomStream } from '../../base/rng.ts'
import type { DataCentre, Lag } from './replicas.ts'

/** How a conditional statement may end besides being answered. */
export const DECISION_FAULTS = [
  'not sent',
  'unknown, not applied',
  'unknown, applied',
  'unknown, hanging',
  'unknown, applied late',
  'applied, told as refused',
] as const
export type DecisionFault = (typeof DECISION_FAULTS)[number]

export const READ_FAULTS = ['fails', 'times out'] as const
export type ReadFault = (typeof READ_FAULTS)[number]

/** Besides: each row of a write meets its own. */
export const WRITE_FAULTS = ['fails, not written', 'fails, on one replica', 'fails, written late'] as const
export type WriteFault = (typeof WRITE_FAULTS)[number]

/** What the database does to statements. Shares are of all statements of the kind. */
export interface DatabaseFaults {
  readonly decisions: Readonly<Partial<Record<DecisionFault, number>>>
  readonly reads: Readonly<Partial<Record<ReadFault, number>>>
  readonly writes: Readonly<Partial<Record<WriteFault, number>>>
  readonly slowShare: number
  readonly lag: Lag
  readonly latestMs: number
}

export const HEALTHY_DATABASE: DatabaseFaults = {
  decisions: {},
  reads: {},
  writes: {},
  slowShare: 0,
  lag: { localMs: 5, remoteMs: 50 },
  latestMs: 0,
}

/** The state of the database as the world's faults leave it; shared by all who use it. */
export class DatabaseWeather {
  faults: DatabaseFaults = HEALTHY_DATABASE
  /** Data centres whose servers reach no node. */
  readonly out = new Set<DataCentre>()
}

export function drawFault<K extends string>(
  random: RandomStream,
  shares: Readonly<Partial<Record<K, number>>>,
  kinds: readonly K[],
): K | undefined {
  let chance = random.next()
  for (const kind of kinds) {
    chance -= shares[kind] ?? 0
    if (chance < 0) return kind
  }
  return undefined
}
