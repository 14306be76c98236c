import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { DELTA_OVERHEAD, RUMOUR_OVERHEAD } from '../../../../src/gossip/wire/changes.ts'
import { entrySize } from '../../../../src/gossip/wire/entries.ts'
import { encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import type { Delta, Entry, Piece } from '../../../../src/gossip/wire/messages.ts'
import { pieceOverhead } from '../../../../src/gossip/wire/pieces.ts'
import { digestRowSize, memberRowSize } from '../../../../src/gossip/wire/rows.ts'
import { ARBITRARY_DELTA } from './arbitrary-messages.ts'

/** Per piece the count of its entries and the gap behind the last one, per frame three counts. */
const FORESEEN_TOO_MUCH_PER_PIECE = 1 + 7
const FORESEEN_TOO_MUCH = 3

const empty: Delta = { type: 'delta', members: [], pieces: [], wants: [], more: false }

function entriesSize({ from, entries }: Piece): number {
  return entries.reduce(
    (size, entry, index) => size + entrySize(entry, entries[index - 1]?.version ?? from),
    0,
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

describe('sizes', () => {
  it('[WIRE-11] of rows and entries are foreseen to the byte', () => {
    fc.assert(
      fc.property(ARBITRARY_DELTA, ({ members, wants, pieces }) => {
        const bare = encodeFrame(empty, 1).length
        const sizeOf = (parts: Partial<Delta>) => encodeFrame({ ...empty, ...parts }, 1).length - bare
        expect(sizeOf({ members })).toBe(sum(members.map(memberRowSize)))
        expect(sizeOf({ wants })).toBe(sum(wants.map(digestRowSize)))
        for (const piece of pieces) {
          // Its end stays where it was, so that only the entries make the difference.
          const last = piece.entries.at(-1)?.version ?? piece.from
          const whole = { ...piece, to: last }
          const none = { ...whole, to: piece.from, entries: [] as Entry[] }
          expect(sizeOf({ pieces: [whole] }) - sizeOf({ pieces: [none] })).toBe(entriesSize(piece))
        }
      }),
    )
  })

  it('[WIRE-11] of whole frames are foreseen with few bytes too many, never too few', () => {
    fc.assert(
      fc.property(ARBITRARY_DELTA, (delta) => {
        const { members, wants, pieces } = delta
        const rows = sum([...members.map(memberRowSize), ...wants.map(digestRowSize)])
        const inPieces = sum(pieces.map((piece) => pieceOverhead(piece) + entriesSize(piece)))
        const tooMuch = DELTA_OVERHEAD + rows + inPieces - encodeFrame(delta, 1).length
        expect(tooMuch).toBeGreaterThanOrEqual(0)
        expect(tooMuch).toBeLessThanOrEqual(FORESEEN_TOO_MUCH + pieces.length * FORESEEN_TOO_MUCH_PER_PIECE)
        const rumour = { type: 'rumour', arcEnd: 1, spread: true, hops: 3, members, pieces } as const
        const inMembers = sum(members.map(memberRowSize))
        expect(RUMOUR_OVERHEAD + inMembers + inPieces).toBeGreaterThanOrEqual(encodeFrame(rumour, 1).length)
      }),
    )
  })
})
