import { describe, expect, it } from '@jest/globals'
import { Epidemic } from '../../../../src/simulator/epidemic/epidemic.ts'
import type { EpidemicOptions } from '../../../../src/simulator/epidemic/options.ts'
import {
  COUNTER,
  GREATEST,
  LAST_WRITER,
  type MergeRule,
  SIBLINGS,
  type Write,
} from '../../../../src/simulator/epidemic/values/merge-rules.ts'
import {
  NodeStates,
  haveConverged,
  mergedStates,
} from '../../../../src/simulator/epidemic/values/node-states.ts'

/** Two nodes write the same key at the same moment; a third write, later, knows of one of them at most. */
const WRITES: readonly Write[] = [
  { key: 'x', value: 7 },
  { key: 'x', value: 3 },
  { key: 'y', value: 1 },
]
const RUN: EpidemicOptions = {
  nodes: 12,
  messages: 3,
  origins: [0, 5, 8],
  latency: { kind: 'uniform', fromMs: 1, toMs: 40 },
}

function statesAfter<V>(options: EpidemicOptions, writes: readonly Write[], rule: MergeRule<V>) {
  const epidemic = new Epidemic(options)
  epidemic.advance(Infinity)
  expect(epidemic.report().converged).toBe(true)
  const states = new NodeStates(epidemic, writes, rule)
  return Array.from({ length: options.nodes ?? 0 }, (_, node) => states.read(node))
}

/** Whatever arrived last: no version, no moment. */
function byArrival(epidemic: Epidemic, node: number): unknown {
  const [first, second] = [epidemic.informedAt(0)[node] ?? 0, epidemic.informedAt(1)[node] ?? 0]
  return first > second ? 7 : 3
}

describe('what nodes hold', () => {
  for (const [name, rule, x] of [
    ['last writer', LAST_WRITER, 3],
    ['greatest', GREATEST, 7],
    ['counter', COUNTER, 10],
  ] as const)
    it(`[EPI-14] is the same everywhere after concurrent writes, in whatever order they came: ${name}`, () => {
      for (let seed = 1; seed <= 50; seed++) {
        const states = statesAfter<unknown>({ ...RUN, seed }, WRITES, rule)
        for (const state of states) expect(state).toEqual({ x, y: 1 })
      }
    })

  it('[EPI-14] shows concurrent writes side by side with vector clocks, until somebody who knows both writes', () => {
    const states = statesAfter(RUN, WRITES, SIBLINGS)
    for (const state of states) expect(state).toEqual({ x: [7, 3], y: 1 })
    const later = statesAfter(
      { ...RUN, messageEveryMs: 1000 },
      [...WRITES.slice(0, 2), { key: 'x', value: 9 }],
      SIBLINGS,
    )
    for (const state of later) expect(state).toEqual({ x: 9 })
  })

  it('[EPI-14] would differ for good if the order of arrival decided', () => {
    const epidemic = new Epidemic(RUN)
    epidemic.advance(Infinity)
    expect(new Set(Array.from({ length: 12 }, (_, node) => byArrival(epidemic, node))).size).toBe(2)
  })

  it('[EPI-15] has converged if nobody or one alone is there', () => {
    expect(haveConverged([])).toBe(true)
    expect(haveConverged([{ x: 1 }])).toBe(true)
  })

  it('[EPI-15] differs if a key is missing: missing is not zero', () => {
    expect(haveConverged([{ x: 0 }, { y: 0 }])).toBe(false)
    expect(haveConverged([{ x: 0 }, {}])).toBe(false)
    expect(haveConverged([{}, { x: 0 }])).toBe(false)
    expect(
      haveConverged([
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ]),
    ).toBe(true)
    expect(haveConverged([{ x: 1 }, { x: '1' }])).toBe(false)
    expect(haveConverged([{ x: 1 }, { x: 1 }, { x: 2 }])).toBe(false)
  })

  for (const value of [0.5, 'text', true, null, ['a', 1], { deep: 1.25 }])
    it(`[EPI-16] keeps values that are no whole numbers: ${JSON.stringify(value)}`, () => {
      const [state] = statesAfter({ nodes: 5 }, [{ key: 'x', value }], LAST_WRITER)
      expect(state).toEqual({ x: value })
    })

  it('[EPI-16] refuses what it cannot keep, instead of dropping it', () => {
    const write = (value: number, rule: MergeRule<unknown>) => () =>
      rule.write(undefined, { node: 'a', moment: 1n }, value)
    expect(write(NaN, LAST_WRITER as MergeRule<unknown>)).toThrow('value is NaN; allowed: finite numbers')
    expect(write(0.5, COUNTER as MergeRule<unknown>)).toThrow(
      'value is 0.5; allowed: whole numbers from 0 on',
    )
  })

  it('[EPI-17] merges key by key, and keeps what only one side has', () => {
    const mine = new Map([
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ])
    const theirs = new Map([
      ['A', 1],
      ['B', 3],
      ['D', 4],
    ])
    const merged = mergedStates(mine, theirs, GREATEST)
    expect(Object.fromEntries(merged)).toEqual({ A: 1, B: 3, C: 3, D: 4 })
    expect(mergedStates(theirs, mine, GREATEST)).toEqual(new Map(merged))
    expect(Object.fromEntries(mine)).toEqual({ A: 1, B: 2, C: 3 })
  })

  it('[EPI-17] leaves both sides of an exchange with the newest version of everything', () => {
    const rule = LAST_WRITER
    const write = (value: string, version: bigint) =>
      rule.write(undefined, { node: 'node-1', moment: version }, value)
    const asker = new Map([['X', write('five', 5n)]])
    const asked = new Map([
      ['X', write('four', 4n)],
      ['Y', write('one', 1n)],
    ])
    for (const merged of [mergedStates(asker, asked, rule), mergedStates(asked, asker, rule)]) {
      const read = [...merged].map(([key, value]) => [key, rule.read(value)])
      expect(Object.fromEntries(read)).toEqual({ X: 'five', Y: 'one' })
    }
  })
})
