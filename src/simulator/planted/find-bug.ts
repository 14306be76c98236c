import { runSeeds } from '../fleet/run-seeds.ts'
import type { PlantedBug } from './planted-bug.ts'

export interface Search {
  /** The first seed that found it; absent: none did. */
  readonly seed?: number
  readonly rules: readonly string[]
}

/** The smallest seed at which the checker finds the bug. */
export async function findBug(bug: PlantedBug, seconds: number, seeds: number, from = 1): Promise<Search> {
  const { failed } = await runSeeds({
    from,
    count: seeds,
    seconds,
    twice: false,
    sabotage: bug.plant,
    onSeed: (_, violations) => violations.length === 0,
  })
  const [first] = failed
  if (!first) return { rules: [] }
  return { seed: first.seed, rules: [...new Set(first.violations.map(({ rule }) => rule))] }
}
