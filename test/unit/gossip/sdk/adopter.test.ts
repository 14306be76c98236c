import { describe, expect, it } from '@jest/globals'
import { adopterOf } from '../../../../src/gossip/sdk/adopter.ts'

const NAMES = Array.from({ length: 20 }, (_, index) => `node-${index}`)

describe('who stands in for a member that is gone', () => {
  it('[SDK-14] is one live member, the same on every node', () => {
    for (const gone of NAMES) {
      const live = NAMES.filter((name) => name !== gone)
      const adopter = adopterOf(gone, live)
      expect(live).toContain(adopter)
      expect(adopterOf(gone, live.toReversed())).toBe(adopter)
    }
  })

  it('[SDK-14] is never the member itself, back from a restart', () => {
    for (const gone of NAMES) expect(adopterOf(gone, NAMES)).not.toBe(gone)
    expect(adopterOf('a', ['a'])).toBeUndefined()
    expect(adopterOf('a', [])).toBeUndefined()
  })

  it('[SDK-14] is the next one when that one goes too, and differs from member to member', () => {
    const first = adopterOf('node-3', NAMES)
    const next = adopterOf(
      'node-3',
      NAMES.filter((name) => name !== first),
    )
    expect([undefined, 'node-3', first]).not.toContain(next)
    expect(new Set(NAMES.map((gone) => adopterOf(gone, NAMES))).size).toBeGreaterThan(5)
  })
})
