import type { PlacementPolicy } from './policy.ts'

/** The preferred region if it is there, else the regions in turn. */
export const roundRobin: PlacementPolicy = (candidates, { preferredRegion, turn }) => {
  const regions = [...new Set(candidates.map((candidate) => candidate.region))]
  const next = turn % regions.length
  return candidates.map((instance) => {
    if (instance.region === preferredRegion) return { instance, score: 1, why: 'the preferred region' }
    const wait = (regions.indexOf(instance.region) - next + regions.length) % regions.length
    return { instance, score: -wait, why: wait === 0 ? "this region's turn" : `its turn comes in ${wait}` }
  })
}
