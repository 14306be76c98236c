import { expect } from '@jest/globals'
import * as fc from 'fast-check'

/** What the laws of merging are checked on: any CRDT of ours. */
export interface Replica<T> {
  merge(other: T): T
  encode(): Uint8Array
}

export const actors = ['a:1', 'b:1', 'c:1'] as const

/** A node does something itself, or takes in what another one holds. */
interface Step<Op> {
  readonly at: number
  readonly act: Op | number
}

function steps<Op>(op: fc.Arbitrary<Op>): fc.Arbitrary<ReadonlyArray<Step<Op>>> {
  const at = fc.nat(actors.length - 1)
  const act: fc.Arbitrary<Op | number> = fc.oneof(op, at)
  return fc.array(fc.record({ at, act }), { maxLength: 30 })
}

function isMerge(act: unknown): act is number {
  return typeof act === 'number'
}

/** All states that three nodes go through; the last three are their last ones. */
export function states<T extends Replica<T>, Op extends object>(
  empty: T,
  op: fc.Arbitrary<Op>,
  apply: (state: T, actor: string, op: Op) => T,
): fc.Arbitrary<T[]> {
  return steps(op).map((history) => {
    const nodes = actors.map(() => empty)
    const seen: T[] = []
    for (const { at, act } of history) {
      const mine = nodes[at] ?? empty
      nodes[at] = isMerge(act) ? mine.merge(nodes[act] ?? empty) : apply(mine, actors[at] ?? '', act)
      seen.push(nodes[at])
    }
    return [...seen, ...nodes]
  })
}

export function expectSame<T extends Replica<T>>(a: T | undefined, b: T): void {
  expect(a?.encode()).toEqual(b.encode())
}

/** Commutative, associative, idempotent; what is merged contains what it was made of. */
export function expectLaws<T extends Replica<T>>(all: readonly T[], pick: readonly number[]): void {
  const [a, b, c] = pick.map((index) => all[index % all.length])
  if (!a || !b || !c) throw new Error('three states are needed')
  expectSame(a.merge(b), b.merge(a))
  expectSame(a.merge(b).merge(c), a.merge(b.merge(c)))
  expectSame(a.merge(a), a)
  expectSame(a.merge(b).merge(a), a.merge(b))
}

/** Whatever order the states come in, and however often: the same in the end. */
export function expectConvergence<T extends Replica<T>>(
  empty: T,
  all: readonly T[],
  order: readonly number[],
): void {
  const merged = all.reduce((sum, state) => sum.merge(state), empty)
  const repeats = order.map((index) => all[index % all.length] ?? empty)
  const shuffled = [...repeats, ...all.toReversed()].reduce((sum, state) => sum.merge(state), empty)
  expectSame(shuffled, merged)
}

export function expectRoundTrip<T extends Replica<T>>(
  state: T,
  decode: (bytes: Uint8Array) => T | undefined,
): void {
  expectSame(decode(state.encode()), state)
}

/** Never throws; what it accepts is in its one form. */
export function expectStrict<T extends Replica<T>>(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => T | undefined,
): void {
  const value = decode(bytes)
  if (value) expect(value.encode()).toEqual(bytes)
}

/** Bytes of a real state with some of them changed, cut or added; and bytes from nowhere. */
export function mutated(bytes: Uint8Array, cut: number, flips: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes.slice(0, Math.max(0, bytes.length - cut)))
  for (const flip of flips) if (copy.length > 0) copy[flip % copy.length] = flip >>> 8
  return copy
}

export const mutation = fc.tuple(fc.nat(3), fc.array(fc.nat(65_535), { maxLength: 4 }))
export const picks = fc.array(fc.nat(1000), { minLength: 3, maxLength: 12 })
