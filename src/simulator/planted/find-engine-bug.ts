import { runMeshSeeds } from '../cluster/chaos/run-mesh-seeds.ts'
import type { PlantedEngineBug } from './engine-bugs.ts'
import type { Search } from './find-bug.ts'

/** The smallest seed at which the checkers of the cluster level find the bug. */
export function findEngineBug(bug: PlantedEngineBug, seeds: number, from = 1): Search {
  const { failed } = runMeshSeeds({
    from,
    count: seeds,
    twice: false,
    sabotage: bug.plant,
    onSeed: (_, violations) => violations.length === 0,
  })
  const [first] = failed
  if (!first) return { rules: [] }
  return { seed: first.seed, rules: [...new Set(first.violations.map(({ rule }) => rule))] }
}
