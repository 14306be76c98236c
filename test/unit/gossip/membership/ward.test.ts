import { describe, expect, it } from '@jest/globals'
import { MemberTable } from '../../../../src/gossip/membership/member-table.ts'
import { wardOf } from '../../../../src/gossip/membership/ward.ts'
import type { MemberRow, MemberStatus } from '../../../../src/gossip/wire/messages.ts'

const NAMES = Array.from({ length: 9 }, (_, index) => `node-${index}`)

function row(name: string, status: MemberStatus = 'alive'): MemberRow {
  return { name, address: `${name}:1`, generation: 5, incarnation: 0, status }
}

/** The table of `self`, which knows everyone; some are not well. */
function tableOf(self: string, ill: Readonly<Record<string, MemberStatus>> = {}): MemberTable {
  const table = new MemberTable(row(self), 0)
  for (const name of NAMES) if (name !== self) table.put(row(name, ill[name]), 0)
  return table
}

describe('the member that a node watches', () => {
  it('[MEMB-61] everyone is the ward of exactly one other', () => {
    const wards = NAMES.map((name) => wardOf(tableOf(name)))
    expect(new Set(wards)).toEqual(new Set(NAMES))
    for (const name of NAMES) expect(wardOf(tableOf(name))).not.toBe(name)
  })

  it('[MEMB-61] whoever is suspect or gone has no need of it: the next one on the ring is watched', () => {
    const ward = wardOf(tableOf('node-0')) ?? ''
    const nextWard = wardOf(tableOf(ward))
    for (const status of ['suspect', 'dead', 'left'] as const)
      expect(wardOf(tableOf('node-0', { [ward]: status }))).toBe(nextWard)
  })

  it('[MEMB-61] alone a node watches nobody', () => {
    expect(wardOf(new MemberTable(row('alone'), 0))).toBeUndefined()
    const others = Object.fromEntries(NAMES.slice(1).map((name) => [name, 'suspect' as const]))
    expect(wardOf(tableOf('node-0', others))).toBeUndefined()
  })
})
