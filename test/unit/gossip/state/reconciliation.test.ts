import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { type Action, RandomMesh } from './random-mesh.ts'
import { TEST_OPTIONS } from './replicas.ts'

const NODES = 3
const node = fc.nat(NODES - 1)
const key = fc.nat(7)
/** Mostly the same one, so that it gets far ahead of those who miss something. */
const writer = fc.constantFrom(0, 0, 0, 0, 1, 2)

const write: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('set', 'delete'), node: writer, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('publish'), node: writer }) },
)
const exchange: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('push'), node, to: node, since: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    do: fc.constant('reconcile'),
    node,
    to: node,
    budget: fc.integer({ min: 20, max: 120 }),
    order: fc.constantFrom('newest', 'smallest-lag'),
  }),
)
const flight: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver', 'deliver', 'deliver', 'repeat', 'lose'),
      which: fc.nat(30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stray'), which: fc.nat(99), to: node }) },
)
const wait: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('wait'),
  ms: fc.constantFrom(10, 300, 1_300, 1_300),
})
const restart: fc.Arbitrary<Action> = fc.record({ do: fc.constant('restart'), node })

const action = fc.oneof(
  { weight: 120, arbitrary: write },
  { weight: 80, arbitrary: exchange },
  { weight: 120, arbitrary: flight },
  { weight: 24, arbitrary: wait },
  { weight: 1, arbitrary: restart },
)
/** Keys come and go and their tombstones are collected while hardly anybody looks. */
const neglect: fc.Arbitrary<Action[]> = fc
  .tuple(fc.array(write, { minLength: 3, maxLength: 15 }), fc.array(key, { minLength: 1, maxLength: 4 }))
  .map(([writes, keys]) => [
    ...writes,
    ...keys.map((each): Action => ({ do: 'delete', node: 0, key: each })),
    { do: 'wait', ms: 1_300 },
  ])
const actions = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.array(action, { minLength: 5, maxLength: 30, size: 'max' }) },
      { weight: 1, arbitrary: neglect },
    ),
    { minLength: 3, maxLength: 16, size: 'max' },
  )
  .map((parts) => parts.flat())
const RUNS = Number(process.env['STATE_RUNS'] ?? 300)

describe('reconciliation of random replicas', () => {
  it('[STATE-1] whatever was lost, repeated, reordered, collected or restarted, all end equal to the owners, and nothing ever comes back or is told twice', () => {
    const counts = new Map<string, number>()
    fc.assert(
      fc.property(actions, (course) => {
        const mesh = new RandomMesh(NODES, TEST_OPTIONS)
        for (const step of course) mesh.act(step)
        mesh.settle()
        mesh.checkEvents()
        mesh.endDoubt()
        mesh.settle()
        mesh.checkEqual()
        for (const [what, count] of mesh.counts) counts.set(what, (counts.get(what) ?? 0) + count)
      }),
      { numRuns: RUNS },
    )
    for (const what of ['applied', 'ahead', 'duplicate', 'out_of_step', 'started over', 'collected']) {
      expect([...counts.keys()]).toContain(what)
    }
    if (process.env['STATE_COUNTS'] !== undefined) console.log(Object.fromEntries(counts))
  })
})
