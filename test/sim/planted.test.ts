import { describe, expect, it } from '@jest/globals'
import { runSeeds } from '../../src/simulator/fleet/run-seeds.ts'
import { findBug } from '../../src/simulator/planted/find-bug.ts'
import { PLANTED_BUGS } from '../../src/simulator/planted/planted-bugs.ts'
import { PLANTED_SEEDS } from './planted-seeds.ts'

const SECONDS = 20
const TEST_TIMEOUT_MS = 120_000
/**
 * A change of the servers changes the courses of all seeds. Then the bug is found at a seed near by, until
 * `gamemesh sim planted` has been run again.
 */
const SEEDS_NEAR_BY = 120

describe('a checker that can fail', () => {
  it('[SIM-13] has a known seed for each planted bug', () => {
    expect(Object.keys(PLANTED_SEEDS).toSorted()).toEqual(PLANTED_BUGS.map(({ name }) => name).toSorted())
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(12)
  })

  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
    '[SIM-13] finds: %s',
    async (name, bug) => {
      const { seed, rules } = await findBug(bug, SECONDS, SEEDS_NEAR_BY, PLANTED_SEEDS[name] ?? 1)
      expect(rules).not.toEqual([])
      const clean = await runSeeds({ from: seed ?? 1, count: 1, seconds: SECONDS, twice: false })
      expect(clean.failed).toEqual([])
    },
    TEST_TIMEOUT_MS,
  )
})
