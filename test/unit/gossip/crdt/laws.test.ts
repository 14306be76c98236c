import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { jsonCodec } from '../../../../src/gossip/crdt/codecs.ts'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { LwwMap } from '../../../../src/gossip/crdt/lww-map.ts'
import { LwwRegister } from '../../../../src/gossip/crdt/lww-register.ts'
import { MvRegister } from '../../../../src/gossip/crdt/mv-register.ts'
import { OrSet } from '../../../../src/gossip/crdt/or-set.ts'
import { PnCounter } from '../../../../src/gossip/crdt/pn-counter.ts'
import { VectorClock } from '../../../../src/gossip/crdt/vector-clock.ts'
import {
  type Replica,
  expectConvergence,
  expectLaws,
  expectRoundTrip,
  expectStrict,
  mutated,
  mutation,
  picks,
  states,
} from './histories.ts'

interface Write {
  readonly key: string
  readonly nanos: bigint
  readonly value: string | number
}

const step = fc.record({ by: fc.nat(9) })
const signed = fc.record({ by: fc.integer({ min: -9, max: 9 }) })
const element = fc.constantFrom('', 'x', 'y', 'ü')
const member = fc.record({ element, add: fc.boolean() })
const value = fc.oneof(fc.constantFrom('', 'v'), fc.nat(3))
const written: fc.Arbitrary<Write> = fc.record({
  key: fc.constantFrom('A', 'B'),
  nanos: fc.bigInt(0n, 3n),
  value,
})
const nobody = { nanos: 0n, node: '-' }

function suite<T extends Replica<T>, Op extends object>(
  name: string,
  empty: T,
  op: fc.Arbitrary<Op>,
  apply: (state: T, actor: string, op: Op) => T,
  decode: (bytes: Uint8Array) => T | undefined,
): void {
  const all = states(empty, op, apply)
  describe(name, () => {
    it('[CRDT-1] merges commutatively, associatively, idempotently, and contains what it merged', () => {
      fc.assert(fc.property(all, picks, (seen, pick) => expectLaws(seen, pick)))
    })

    it('[CRDT-2] ends the same in whatever order and however often states arrive', () => {
      fc.assert(fc.property(all, picks, (seen, order) => expectConvergence(empty, seen, order)))
    })

    it('[CRDT-3] comes back from its bytes, of which equal values have equal ones', () => {
      fc.assert(fc.property(all, (seen) => seen.forEach((state) => expectRoundTrip(state, decode))))
    })

    it('[CRDT-4] reads bytes of any kind without throwing, and accepts only its own form', () => {
      fc.assert(fc.property(fc.uint8Array(), (bytes) => expectStrict(bytes, decode)))
      fc.assert(
        fc.property(all, mutation, (seen, [cut, flips]) => {
          for (const state of seen) expectStrict(mutated(state.encode(), cut, flips), decode)
        }),
      )
    })
  })
}

suite(
  'a grow-only counter',
  GCounter.empty,
  step,
  (state, actor, { by }) => state.increment(actor, by),
  (bytes) => GCounter.decode(bytes),
)
suite(
  'a counter',
  PnCounter.empty,
  signed,
  (state, actor, { by }) => state.add(actor, by),
  (bytes) => PnCounter.decode(bytes),
)
suite(
  'a vector clock',
  VectorClock.empty,
  step,
  (state, actor) => state.increment(actor),
  (bytes) => VectorClock.decode(bytes),
)
suite(
  'a set',
  OrSet.empty,
  member,
  (state, actor, op) => (op.add ? state.add(actor, op.element) : state.remove(op.element)),
  (bytes) => OrSet.decode(bytes),
)
suite(
  'a register with siblings',
  MvRegister.empty(jsonCodec),
  written,
  (state, actor, op) => state.write(actor, op.value),
  (bytes) => MvRegister.decode(jsonCodec, bytes),
)
suite(
  'a register',
  new LwwRegister(jsonCodec, nobody, ''),
  written,
  (state, actor, { nanos, value: text }) => state.write({ nanos, node: actor }, text),
  (bytes) => LwwRegister.decode(jsonCodec, bytes),
)
suite(
  'a map',
  new LwwMap(jsonCodec),
  written,
  (state, actor, { key, nanos, value: text }) => state.set(key, { nanos, node: actor }, text),
  (bytes) => LwwMap.decode(jsonCodec, bytes),
)

describe('a grow-only counter', () => {
  it('[CRDT-1] never counts less after a merge', () => {
    const all = states(GCounter.empty, step, (state, actor, { by }) => state.increment(actor, by))
    fc.assert(
      fc.property(all, picks, (seen, [first = 0, second = 0]) => {
        const [a, b] = [seen[first % seen.length], seen[second % seen.length]]
        expect(a && b && a.merge(b).value).toBeGreaterThanOrEqual(Math.max(a?.value ?? 0, b?.value ?? 0))
      }),
    )
  })
})
