import { describe, expect, it } from '@jest/globals'
import { runMeshSeeds } from '../../../src/simulator/cluster/chaos/run-mesh-seeds.ts'
import { PLANTED_ENGINE_BUGS } from '../../../src/simulator/planted/engine-bugs.ts'
import { findEngineBug } from '../../../src/simulator/planted/find-engine-bug.ts'
import { PLANTED_ENGINE_SEEDS } from './planted-engine-seeds.ts'

const TEST_TIMEOUT_MS = 120_000
/** A change of the engine changes the courses of all seeds; then the bug is found at a seed near by. */
const SEEDS_NEAR_BY = 120

describe('bugs that are planted into the engine', () => {
  it('[CLU-30] each has a known seed', () => {
    const names = PLANTED_ENGINE_BUGS.map(({ name }) => name)
    expect(Object.keys(PLANTED_ENGINE_SEEDS).toSorted()).toEqual(names.toSorted())
    expect(names.length).toBeGreaterThanOrEqual(6)
    expect(Math.max(...Object.values(PLANTED_ENGINE_SEEDS))).toBeLessThanOrEqual(500)
  })

  it.each(PLANTED_ENGINE_BUGS.map((bug) => [bug.name, bug] as const))(
    '[CLU-30] is found, and nothing is found without it: %s',
    (name, bug) => {
      const { seed, rules } = findEngineBug(bug, SEEDS_NEAR_BY, PLANTED_ENGINE_SEEDS[name] ?? 1)
      expect(rules).not.toEqual([])
      expect(runMeshSeeds({ from: seed ?? 1, count: 1, twice: false }).failed).toEqual([])
    },
    TEST_TIMEOUT_MS,
  )
})
