import { describe, expect, it } from '@jest/globals'
import { siblingsForm } from '../../../src/players/player-form.ts'
import { NOON, SECOND, boardOf, keep } from './samples.ts'

function exchange(a: ReturnType<typeof causal>, b: ReturnType<typeof causal>): void {
  const [ofA, ofB] = [a.text(), b.text()]
  expect(a.merge(ofB, NOON)).toMatchObject({ ok: true })
  expect(b.merge(ofA, NOON)).toMatchObject({ ok: true })
}

const causal = (self: string) => boardOf(siblingsForm, self)
const shownOf = (board: ReturnType<typeof causal>) => {
  const { score, siblings } = JSON.parse(board.text()).a
  return { score, siblings: siblings?.map((sibling: { score: number }) => sibling.score) }
}

describe('players with vector clocks', () => {
  it('[PLY-7] show writes that knew nothing of each other side by side, alike on every node', () => {
    const [one, two] = [causal('node1'), causal('node2')]
    one.update('a', keep(1n), NOON)
    two.update('a', keep(2n), NOON + SECOND)
    exchange(one, two)
    expect(shownOf(one)).toEqual({ score: 2, siblings: [1] })
    expect(two.text()).toBe(one.text())
  })

  it('[PLY-7] let a write replace all that its node had seen', () => {
    const [one, two] = [causal('node1'), causal('node2')]
    one.update('a', keep(1n), NOON)
    two.update('a', keep(2n), NOON)
    exchange(one, two)
    one.update('a', keep(3n), NOON)
    exchange(one, two)
    expect(shownOf(two)).toEqual({ score: 3, siblings: undefined })
  })

  it('[PLY-7] follow causes and not clocks', () => {
    const [one, two] = [causal('node1'), causal('node2')]
    one.update('a', keep(1n), NOON + 50n * SECOND)
    exchange(one, two)
    two.update('a', keep(2n), NOON - 3600n * SECOND)
    exchange(one, two)
    expect(shownOf(one)).toEqual({ score: 2, siblings: undefined })
  })

  it('[PLY-7] are refused without the clock, or with one that is not theirs', () => {
    const board = causal('node1')
    board.update('a', keep(1n), NOON)
    const { context } = JSON.parse(board.text()).a
    const bad = [
      { score: 9, timestamp: 9 },
      { score: 9, timestamp: 9, context },
      { score: 9, timestamp: 9, context: '%%%' },
      { score: 9, timestamp: 9, context: 7 },
      { score: 9, timestamp: 9, context, rank: 1 },
    ]
    for (const player of bad)
      expect(board.merge(JSON.stringify({ a: player }), NOON)).toMatchObject({ ok: false, code: 'player' })
  })

  it('[PLY-7, PLY-10] do not grow beyond what the mesh carries', () => {
    const board = causal('node1')
    const name = 'x'.repeat(4000)
    const outcomes = Array.from({ length: 12 }, (_, index) => {
      const other = causal(`other${index}`)
      other.update('a', { score: BigInt(index), metadata: { text: `{"n":"${name}"}` } }, NOON)
      return board.merge(other.text(), NOON)
    })
    expect(outcomes.some((outcome) => !outcome.ok && outcome.code === 'full')).toBe(true)
    expect(board.update('a', keep(1n), NOON)).toMatchObject({ ok: true })
  })
})
