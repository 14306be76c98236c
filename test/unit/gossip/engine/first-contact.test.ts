import { describe, expect, it } from '@jest/globals'
import { FirstContact } from '../../../../src/gossip/engine/first-contact.ts'
import type { DigestRow, MemberRow, Piece } from '../../../../src/gossip/wire/messages.ts'

const ROW: MemberRow = { name: 'a', address: 'a:1', generation: 3, incarnation: 0, status: 'alive' }

function contact(): FirstContact {
  const first = new FirstContact()
  first.joining = true
  first.met(ROW)
  first.joining = false
  return first
}

function piece(from: number, to: number, generation = 3): Piece {
  return { owner: 'a', generation, from, to, collected: 0, entries: [] }
}

function digestRow(max: number, generation = 3): DigestRow {
  return { name: 'a', generation, incarnation: 0, status: 'alive', max, collected: 0 }
}

describe('what is history for a newcomer', () => {
  it('[MESH-67] is everything that its first digest names, and nothing after it', () => {
    const first = contact()
    expect(first.historyTo(piece(0, 9), false)).toBe(Infinity)
    first.digest({ rows: [digestRow(5)], partial: false })
    first.digest({ rows: [digestRow(8)], partial: false })
    expect(first.historyTo(piece(0, 9), false)).toBe(5)
    first.reached('a', { generation: 3, max: 4, collected: 0 })
    expect(first.historyTo(piece(4, 9), false)).toBe(5)
    first.reached('a', { generation: 3, max: 5, collected: 0 })
    expect(first.historyTo(piece(5, 9), false)).toBe(0)
  })

  it('[MESH-68] is nothing that is pushed, and nothing of a later start', () => {
    const first = contact()
    expect(first.historyTo(piece(6, 7), true)).toBe(6)
    expect(first.historyTo(piece(0, 2, 4), false)).toBe(0)
  })

  it('[MESH-69] is nothing more once a peer knows the same, or does not know the owner', () => {
    const same = contact()
    same.agreed()
    expect(same.historyTo(piece(0, 1), false)).toBe(0)
    const unknown = contact()
    unknown.digest({ rows: [], partial: true })
    expect(unknown.historyTo(piece(0, 1), false)).toBe(Infinity)
    unknown.digest({ rows: [], partial: false })
    expect(unknown.historyTo(piece(0, 1), false)).toBe(0)
  })
})
