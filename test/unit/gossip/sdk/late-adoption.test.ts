import { describe, expect, it } from '@jest/globals'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { ADOPTER_ONLY_MS, SharedKeys } from '../../../../src/gossip/sdk/shared-keys.ts'
import { adopterOf } from '../../../../src/gossip/sdk/adopter.ts'
import { gCounter } from '../../../../src/gossip/shared/built-in-types.ts'
import type { SharedWrite } from '../../../../src/gossip/shared/shared-values.ts'

/** The keys of one node, with its own key space, on a clock that a test moves. */
function keysOf(self: string) {
  const own = new Map<string, SharedWrite>()
  const clock = { nowMs: 1_000_000 }
  const keys = new SharedKeys({
    self,
    types: [],
    spaces: {
      write: (write) => void own.set(write.key, write),
      get: (owner, key) => {
        const held = owner === self ? own.get(key) : undefined
        return held && { ...held, version: 1 }
      },
      entries: () => [],
    },
    wallMs: () => clock.nowMs,
    onChanges: () => {},
    onUntidy: () => {},
  })
  return { keys, own, clock }
}

describe('what an owner said whom only some have heard', () => {
  it('[CLU-24] is said by whoever holds it, when its adopter has not done so in time', () => {
    const names = ['a', 'b', 'c']
    const owner = 'gone'
    const adopter = adopterOf(owner, names) ?? ''
    const [holder = ''] = names.filter((name) => name !== adopter)
    const writer = keysOf(owner)
    writer.keys.change('k', gCounter, (held = GCounter.empty) => held.increment(owner))
    const said = writer.own.get('k')
    if (!said) throw new Error('nothing was written')

    const { keys, own, clock } = keysOf(holder)
    for (const name of [...names, owner]) if (name !== holder) keys.memberLives(name)
    keys.entry(owner, { ...said, version: 1 })
    keys.memberGone(owner)
    keys.tend()
    clock.nowMs += ADOPTER_ONLY_MS - 1
    keys.tend()
    expect(own.size).toBe(0)
    expect(keys.get('k', gCounter)?.value).toBe(1)
    clock.nowMs += 1
    keys.tend()
    expect(own.get('k')?.kind).toBe('value')
    expect(keys.get('k', gCounter)?.value).toBe(1)
  })
})
