import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { DuplicateNames, MAX_CONTESTED_NAMES } from '../../../../src/gossip/membership/duplicate-name.ts'
import { FlapDamping } from '../../../../src/gossip/membership/flap-damping.ts'
import { Healing } from '../../../../src/gossip/membership/healing.ts'
import { MemberTable } from '../../../../src/gossip/membership/member-table.ts'
import type { MemberRow } from '../../../../src/gossip/wire/messages.ts'

function row(name: string, changes: Partial<MemberRow> = {}): MemberRow {
  return { name, address: `${name}:1`, generation: 5, incarnation: 0, status: 'alive', ...changes }
}

describe('flap damping', () => {
  it('[MEMB-40] gives who recovers again and again ever more time, up to a limit, and says so once', () => {
    const flaps = new FlapDamping({ flapLimit: 2, flapWindowMs: 60_000 })
    const begins = Array.from({ length: 12 }, (_, index) => flaps.recovered('a', index * 100))
    expect(begins.indexOf(true)).toBe(2)
    expect(begins.filter(Boolean)).toHaveLength(1)
    expect(flaps.factor('a', 1_200)).toBe(32)
    expect(flaps.factor('b', 1_200)).toBe(1)
  })

  it('[MEMB-41] forgets what is older than the window; a later episode is told again', () => {
    const flaps = new FlapDamping({ flapLimit: 1, flapWindowMs: 1_000 })
    expect([flaps.recovered('a', 0), flaps.recovered('a', 10)]).toEqual([false, true])
    expect(flaps.factor('a', 10)).toBe(2)
    expect(flaps.factor('a', 2_000)).toBe(1)
    expect([flaps.recovered('a', 2_000), flaps.recovered('a', 2_010)]).toEqual([false, true])
  })
})

describe('healing', () => {
  const options = { healIntervalMs: 1_000, deadMemoryMs: 10_000 }

  it('[MEMB-42] pings one of the remembered dead per interval, never who has left', () => {
    const table = new MemberTable(row('self'), 0)
    for (const name of ['a', 'b']) table.put(row(name, { status: 'dead' }), 0)
    table.put(row('c', { status: 'left' }), 0)
    table.put(row('d'), 0)
    const healing = new Healing(options, seededStream(1, 'healing'), 0)
    expect(healing.wake(table, 999)).toEqual({ forgotten: [] })
    const pinged = new Set<string | undefined>()
    for (let nowMs = 1_000; nowMs < 9_000; nowMs += 1_000) pinged.add(healing.wake(table, nowMs).ping)
    expect(pinged).toEqual(new Set(['a', 'b']))
  })

  it('[MEMB-43] forgets the dead and those who left after their time', () => {
    const table = new MemberTable(row('self'), 0)
    table.put(row('a', { status: 'dead' }), 0)
    table.put(row('b', { status: 'left' }), 5_000)
    const healing = new Healing(options, seededStream(1, 'healing'), 0)
    expect(healing.wake(table, 10_000).forgotten.map(({ name }) => name)).toEqual(['a'])
    expect(table.get('a')).toBeUndefined()
    expect(healing.wake(table, 15_000).forgotten.map(({ name }) => name)).toEqual(['b'])
  })
})

describe('a join under a name that is known', () => {
  const newcomer = row('a', { address: 'elsewhere:1', generation: 6 })

  function tableWith(holder: MemberRow): MemberTable {
    const table = new MemberTable(row('self'), 0)
    table.put(holder, 0)
    return table
  }

  it('[MEMB-44] is refused while the holder answers', () => {
    const table = tableWith(row('a'))
    const names = new DuplicateNames()
    expect(names.join(table, newcomer, 0, 500)).toEqual({ kind: 'probe-holder', holder: row('a') })
    expect(names.join(table, newcomer, 1, 500)).toEqual({ kind: 'wait' })
    const verdict = { kind: 'refuse', code: 'name_taken', knownGeneration: 5 }
    expect(names.holderAnswered(table, 'a')).toEqual({ row: newcomer, verdict })
    expect(names.expired(table, 9_999)).toEqual([])
  })

  it('[MEMB-45] is a restart if the holder is silent and the generation higher', () => {
    const table = tableWith(row('a'))
    const names = new DuplicateNames()
    names.join(table, newcomer, 0, 500)
    expect(names.nextMs).toBe(500)
    expect(names.expired(table, 499)).toEqual([])
    expect(names.expired(table, 500)).toEqual([{ row: newcomer, verdict: { kind: 'accept' } }])
    const behind = { ...newcomer, generation: 5 }
    names.join(table, behind, 1_000, 500)
    const verdict = { kind: 'refuse', code: 'generation_behind', knownGeneration: 5 }
    expect(names.expired(table, 1_500)).toEqual([{ row: behind, verdict }])
  })

  it('[MEMB-46] needs no probe from the same address or when the holder is gone', () => {
    const names = new DuplicateNames()
    const again = row('a', { generation: 6 })
    expect(names.join(tableWith(row('a')), again, 0, 500)).toEqual({ kind: 'accept' })
    expect(names.join(tableWith(row('a')), row('a'), 0, 500)).toEqual({ kind: 'accept' })
    expect(names.join(tableWith(row('a', { status: 'dead' })), newcomer, 0, 500)).toEqual({ kind: 'accept' })
    expect(names.join(tableWith(row('b')), newcomer, 0, 500)).toEqual({ kind: 'accept' })
    const old = row('a', { generation: 4 })
    expect(names.join(tableWith(row('a', { status: 'left' })), old, 0, 500).kind).toBe('refuse')
  })

  it("[MEMB-47] is refused at once under the asked node's own name, and contested names are bounded", () => {
    const table = new MemberTable(row('self'), 0)
    const names = new DuplicateNames()
    expect(names.join(table, row('self', { address: 'x:1' }), 0, 500)).toMatchObject({ code: 'name_taken' })
    for (let index = 0; index <= MAX_CONTESTED_NAMES; index++) table.put(row(`n${index}`), 0)
    const join = (index: number) => names.join(table, row(`n${index}`, { address: 'x:1' }), 0, 500).kind
    for (let index = 0; index < MAX_CONTESTED_NAMES; index++) expect(join(index)).toBe('probe-holder')
    expect(join(MAX_CONTESTED_NAMES)).toBe('wait')
  })
})
