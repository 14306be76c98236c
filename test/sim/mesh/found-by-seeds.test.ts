import { describe, expect, it } from '@jest/globals'
import { runChaos } from '../../../src/simulator/cluster/chaos/run-chaos.ts'

/** Seeds that once showed a bug, and what was wrong. */
const FOUND: ReadonlyArray<readonly [seed: number, what: string]> = [
  [
    4,
    'a broadcast after a join was taken for history, because the piece that brought it began before the join',
  ],
  [45, 'the late join of an earlier start was refused, and the refusal believed by the next start'],
  [70, 'a node that was leaving joined again when somebody did not know it'],
  [73, 'the late join of an earlier start was refused, and the refusal believed by the next start'],
  [491, 'two nodes that held each other for dead answered each other for ever'],
  [1105, 'phi never suspected a member that had never been heard'],
]

describe('bugs that seeds have found', () => {
  it.each(FOUND)('[MESH-56] seed %i: %s', (seed) => {
    expect(runChaos(seed).violations).toEqual([])
  })
})
