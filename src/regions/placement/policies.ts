import { first } from './first.ts'
import type { PlacementPolicy } from './policy.ts'
import { roundRobin } from './round-robin.ts'

/** By the name that PLACEMENT_POLICY gives. */
export const PLACEMENT_POLICIES = {
  first,
  'round-robin': roundRobin,
} as const satisfies Record<string, PlacementPolicy>

export type PlacementPolicyName = keyof typeof PLACEMENT_POLICIES
