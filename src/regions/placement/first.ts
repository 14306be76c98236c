import type { PlacementPolicy } from './policy.ts'

/** The preferred region if it is there, else the alphabetically first: the same choice on every main. */
export const first: PlacementPolicy = (candidates, { preferredRegion }) =>
  candidates.map((instance) =>
    instance.region === preferredRegion
      ? { instance, score: 1, why: 'the preferred region' }
      : { instance, score: 0, why: 'by name' },
  )
