import type { RegionInstance } from '../region-instance.ts'

export interface PlacementRequest {
  readonly preferredRegion?: string
  /** Counts the placements of this main server. */
  readonly turn: number
}

export interface ScoredInstance {
  readonly instance: RegionInstance
  /** Higher is better; only the order matters. */
  readonly score: number
  readonly why: string
}

/** Scores the instances that may take a session. They come sorted by region and instance name, and are never empty. */
export type PlacementPolicy = (
  candidates: readonly RegionInstance[],
  request: PlacementRequest,
) => ScoredInstance[]
