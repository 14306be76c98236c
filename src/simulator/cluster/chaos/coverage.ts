import type { Counts } from '../../world/tally.ts'
import { FRAME_FAULTS } from '../cluster-world.ts'
import { CHAOS_FAULTS } from './chaos-faults.ts'
import { EXTRA_FAULTS } from './chaos-plan.ts'

/** Every kind of fault that a mesh can meet, by the name under which it is counted. */
export const MESH_FAULT_KINDS: readonly string[] = [
  ...CHAOS_FAULTS,
  ...EXTRA_FAULTS,
  'clock drift',
  ...FRAME_FAULTS,
]

/** Within so many seeds each is met. */
export const MESH_SEEDS_THAT_COVER = 100

/** What no seed has met. */
export function meshFaultsNotMet(faults: Counts): string[] {
  return MESH_FAULT_KINDS.filter((kind) => (faults[kind] ?? 0) === 0)
}
