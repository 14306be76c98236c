import { first } from './first.ts'
import type { PlacementPolicy } from './policy.ts'
import { roundRobin } from './round-robin.ts'

/** What PLACEMENT_POLICY may name. */
export const PLACEMENT_POLICY_NAMES = ['first', 'round-robin'] as const
export type PlacementPolicyName = (typeof PLACEMENT_POLICY_NAMES)[number]

export const PLACEMENT_POLICIES: Readonly<Record<PlacementPolicyName, PlacementPolicy>> = {
  first,
  'round-robin': roundRobin,
}
