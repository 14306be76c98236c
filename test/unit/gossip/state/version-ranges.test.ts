import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { VersionRanges } from '../../../../src/gossip/state/version-ranges.ts'

describe('ranges of versions', () => {
  it('[STATE-6] know what is in them, and how far one gets without a gap', () => {
    const range = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 6 }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), fc.nat(40), (added, start) => {
        const ranges = new VersionRanges(100)
        const model = new Set<number>()
        for (const [from, length] of added) {
          expect(ranges.add(from, from + length)).toBe(true)
          for (let version = from + 1; version <= from + length; version++) model.add(version)
        }
        for (let version = 0; version < 50; version++) expect(ranges.has(version)).toBe(model.has(version))
        const reached = ranges.reach(start)
        let expected = start
        while (model.has(expected + 1)) expected++
        expect(reached).toBe(expected)
        for (let version = reached + 1; version < 50; version++)
          expect(ranges.has(version)).toBe(model.has(version))
      }),
    )
  })

  it('[STATE-6] take no more than their limit, unless it joins others', () => {
    const ranges = new VersionRanges(2)
    expect([ranges.add(1, 2), ranges.add(5, 6), ranges.add(9, 10)]).toEqual([true, true, false])
    expect([ranges.has(10), ranges.add(2, 5), ranges.size]).toEqual([false, true, 1])
    expect(ranges.covers(1, 6)).toBe(true)
    ranges.forgetUpTo(6)
    expect(ranges.size).toBe(0)
  })
})
