import { CRASH_POINTS } from '../cassandra/crash-points.ts'
import { DECISION_FAULTS, READ_FAULTS, WRITE_FAULTS } from '../cassandra/statement-faults.ts'
import type { Counts } from '../world/tally.ts'
import { REQUEST_FAULTS } from '../world/request-faults.ts'
import { WORLD_FAULTS } from './fleet-plan.ts'

/** Every kind of fault by the name under which it is counted. */
export const FAULT_KINDS: readonly string[] = [
  ...WORLD_FAULTS,
  ...REQUEST_FAULTS.map((kind) => `request ${kind}`),
  ...DECISION_FAULTS.map((kind) => `decision ${kind}`),
  ...READ_FAULTS.map((kind) => `read ${kind}`),
  ...WRITE_FAULTS.map((kind) => `write ${kind}`),
  'message lost or walled off',
  'statement during an outage',
]

/** Within so many seeds each fault and each crash point is met. */
export const SEEDS_THAT_COVER = 500

/** What no seed has met. */
export function notMet(faults: Counts, crashPoints: Counts): string[] {
  return [
    ...FAULT_KINDS.filter((kind) => (faults[kind] ?? 0) === 0),
    ...CRASH_POINTS.filter((point) => (crashPoints[point] ?? 0) === 0).map((point) => `crash ${point}`),
  ]
}
