import { describe, expect, it } from '@jest/globals'
import { array, assert, constantFrom, infiniteStream, integer, nat, property, record } from 'fast-check'
import { MemberTable } from '../../../../src/gossip/membership/member-table.ts'
import { merge } from '../../../../src/gossip/membership/merge.ts'
import type { MemberRow, MemberStatus } from '../../../../src/gossip/wire/messages.ts'

const SELF = row('self', 'alive', { generation: 7, incarnation: 4 })

function row(name: string, status: MemberStatus, changes: Partial<MemberRow> = {}): MemberRow {
  return { name, address: `${name}:1`, generation: 1, incarnation: 0, status, ...changes }
}

function tableWith(...rows: MemberRow[]): MemberTable {
  const table = new MemberTable(SELF, 0, 5)
  for (const each of rows) table.put(each, 0)
  return table
}

describe('a claim about another member', () => {
  it('[MEMB-2] wins by generation, then incarnation, then the worse status', () => {
    const cases: ReadonlyArray<readonly [held: MemberRow, claim: MemberRow, kind: string]> = [
      [row('a', 'alive', { generation: 2 }), row('a', 'dead', { generation: 1, incarnation: 9 }), 'ignored'],
      [row('a', 'suspect', { incarnation: 3 }), row('a', 'alive', { incarnation: 3 }), 'ignored'],
      [row('a', 'suspect', { incarnation: 3 }), row('a', 'alive', { incarnation: 4 }), 'refuted'],
      [row('a', 'alive', { incarnation: 3 }), row('a', 'suspect', { incarnation: 3 }), 'suspected'],
      [row('a', 'alive', { incarnation: 3 }), row('a', 'suspect', { incarnation: 2 }), 'ignored'],
      [row('a', 'alive'), row('a', 'alive', { incarnation: 1, address: 'b:2' }), 'updated'],
      [row('a', 'dead'), row('a', 'alive', { generation: 2 }), 'restarted'],
      [row('a', 'dead'), row('a', 'suspect'), 'ignored'],
      [row('a', 'suspect'), row('a', 'dead'), 'died'],
      [row('a', 'alive'), row('a', 'left', { incarnation: 1 }), 'left'],
      [row('a', 'dead'), row('a', 'left'), 'noted'],
    ]
    for (const [held, claim, kind] of cases) expect(merge(tableWith(held), claim, 1).kind).toBe(kind)
  })

  it('[MEMB-3] that calls a live member dead makes it suspect first', () => {
    const table = tableWith(row('a', 'alive'))
    expect(merge(table, row('a', 'dead'), 1)).toMatchObject({ kind: 'suspected', short: true })
    expect(table.get('a')?.row.status).toBe('suspect')
    expect(merge(table, row('a', 'dead'), 2).kind).toBe('died')
  })

  it('[MEMB-4] that an unknown member is gone is ignored', () => {
    const table = tableWith()
    expect(merge(table, row('a', 'dead'), 1)).toEqual({ kind: 'ignored', reason: 'unknown_gone' })
    expect(merge(table, row('a', 'left'), 1)).toEqual({ kind: 'ignored', reason: 'unknown_gone' })
    expect(merge(table, row('a', 'suspect'), 1).kind).toBe('joined')
  })

  it('[MEMB-5] adds no member beyond the limit, but replaces who has been gone for longest', () => {
    const table = tableWith(row('a', 'alive'), row('b', 'alive'), row('c', 'dead'), row('d', 'alive'))
    expect(merge(table, row('e', 'alive'), 1)).toMatchObject({ kind: 'joined', inPlaceOf: { name: 'c' } })
    expect(table.get('c')).toBeUndefined()
    expect(merge(table, row('f', 'alive'), 1)).toEqual({ kind: 'ignored', reason: 'full' })
  })

  it('[MEMB-6] leads to the same view in any order and any repetition', () => {
    const claims = record({
      generation: integer({ min: 1, max: 3 }),
      incarnation: integer({ min: 0, max: 3 }),
      status: constantFrom<MemberStatus>('alive', 'suspect', 'left'),
      address: constantFrom('a:1', 'b:1'),
    })
    assert(
      property(array(claims, { minLength: 1, maxLength: 8 }), infiniteStream(nat()), (list, draws) => {
        const rows = list.map((claim) => row('a', claim.status, claim))
        const again = [...rows, ...rows].toSorted(() => ((draws.next().value ?? 0) % 2 === 0 ? 1 : -1))
        const first = tableWith(row('a', 'alive', { generation: 0 }))
        const second = tableWith(row('a', 'alive', { generation: 0 }))
        for (const each of rows) merge(first, each, 1)
        for (const each of again) merge(second, each, 1)
        expect(second.get('a')?.row).toEqual(first.get('a')?.row)
      }),
    )
  })
})

describe('a claim about this node itself', () => {
  it('[MEMB-7] has to be refuted, above the claimed incarnation, if it says worse or newer than is true', () => {
    const cases: ReadonlyArray<readonly [claim: Partial<MemberRow>, expected: unknown]> = [
      [
        { status: 'suspect', incarnation: 4 },
        { kind: 'must-refute', incarnation: 5 },
      ],
      [
        { status: 'dead', incarnation: 9 },
        { kind: 'must-refute', incarnation: 10 },
      ],
      [
        { status: 'alive', incarnation: 6 },
        { kind: 'must-refute', incarnation: 7 },
      ],
      [
        { status: 'dead', incarnation: 3 },
        { kind: 'ignored', reason: 'older' },
      ],
      [
        { status: 'dead', generation: 6, incarnation: 9 },
        { kind: 'ignored', reason: 'older' },
      ],
      [
        { status: 'alive', incarnation: 4 },
        { kind: 'ignored', reason: 'known' },
      ],
    ]
    for (const [claim, expected] of cases)
      expect(merge(tableWith(), { ...SELF, ...claim }, 1)).toEqual(expected)
  })

  it('[MEMB-8] by a later start of the same name displaces it', () => {
    expect(merge(tableWith(), { ...SELF, generation: 8 }, 1).kind).toBe('displaced')
    expect(merge(tableWith(), { ...SELF, address: 'zzz:1' }, 1).kind).toBe('displaced')
    expect(merge(tableWith(), { ...SELF, address: 'aaa:1' }, 1).kind).toBe('must-refute')
  })

  it('[MEMB-60] that could not be objected to any more is ignored', () => {
    const absurd = { generation: 7, incarnation: Number.MAX_SAFE_INTEGER }
    expect(merge(tableWith(), row('self', 'dead', absurd), 1)).toEqual({ kind: 'ignored', reason: 'absurd' })
  })

  it('[MEMB-9] is not refuted once the node has left', () => {
    const table = tableWith()
    table.put({ ...SELF, status: 'left', incarnation: 5 }, 1)
    expect(merge(table, { ...SELF, status: 'dead', incarnation: 6 }, 2).kind).toBe('ignored')
  })
})

describe('the member table', () => {
  it('[MEMB-10] finds members by name and by the address that was claimed last, live ones in ring order', () => {
    const table = tableWith(row('a', 'alive'), row('b', 'suspect'), row('c', 'dead'))
    table.put(row('d', 'alive', { address: 'a:1' }), 1)
    expect(table.byAddress('a:1')?.row.name).toBe('d')
    expect(table.byAddress('c:1')?.row.name).toBe('c')
    expect(table.ring.map(({ name }) => name).sort()).toEqual(['a', 'b', 'd', 'self'])
    const positions = table.ring.map(({ position }) => position)
    expect(positions).toEqual([...positions].sort((one, other) => one - other))
    table.put(row('a', 'dead'), 2)
    table.remove('b')
    expect(table.others().toSorted()).toEqual(['d'])
    expect(table.byAddress('b:1')).toBeUndefined()
  })
})
