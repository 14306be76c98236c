import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { VersionIndex } from '../../../../src/gossip/state/version-index.ts'
import type { Entry } from '../../../../src/gossip/wire/messages.ts'

const entryOf = (version: number): Entry => ({
  key: `${version}`,
  version,
  kind: 'value',
  type: 0,
  bytes: new Uint8Array(0),
})

function versionsFrom(index: VersionIndex, version: number): number[] {
  const found: number[] = []
  for (let position = index.after(version); position < index.length; position++) {
    const entry = index.at(position)
    if (entry) found.push(entry.version)
  }
  return found
}

describe('the index by version', () => {
  it('[STATE-2] keeps entries in the order of their versions, whichever come, go or overtake', () => {
    const step = fc.tuple(fc.constantFrom('insert', 'remove', 'take'), fc.integer({ min: 1, max: 120 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const index = new VersionIndex()
        let model: number[] = []
        for (const [what, version] of steps) {
          if (what === 'insert') {
            index.insert(entryOf(version))
            model = [...new Set([...model, version])].sort((a, b) => a - b)
          } else if (what === 'remove') {
            expect(index.remove(version)).toBe(model.includes(version))
            model = model.filter((each) => each !== version)
          } else if (version < 20) {
            const taken = index.takeUpTo(version)
            expect(taken.map((entry) => entry.version)).toEqual(model.filter((each) => each <= version))
            model = model.filter((each) => each > version)
          }
          expect(index.size).toBe(model.length)
        }
        expect(versionsFrom(index, 0)).toEqual(model)
        expect(versionsFrom(index, 60)).toEqual(model.filter((version) => version > 60))
      }),
    )
  })

  it('[STATE-2] has fewer positions than twice its entries, however often a key is overwritten', () => {
    const index = new VersionIndex()
    for (let version = 1; version <= 10_000; version++) {
      index.append(entryOf(version))
      if (version > 100) index.remove(version - 100)
    }
    expect(index.size).toBe(100)
    expect(index.length).toBeLessThanOrEqual(200)
  })
})
