import { describe, expect, it } from '@jest/globals'
import { Draws } from '../../../../src/simulator/epidemic/draws.ts'
import { type RoundOrder, Rounds } from '../../../../src/simulator/epidemic/rounds.ts'

function actingAt(rounds: Rounds, nodes: number, tick: number): number[] {
  const first = rounds.first(tick)
  return Array.from({ length: rounds.count(tick) }, (_, step) => (first + step * rounds.stride) % nodes)
}

describe('the rounds of nodes', () => {
  for (const order of ['at-once', 'by-number', 'scattered'] satisfies RoundOrder[])
    it(`[EPI-10] ${order}: everybody acts exactly once per interval, and the next moment is known`, () => {
      for (const [nodes, interval] of [
        [1, 16],
        [7, 16],
        [16, 16],
        [100, 16],
        [100, 1],
        [3, 1000],
        [97, 31],
      ] as const) {
        const rounds = new Rounds(nodes, interval, order, new Draws(9, 'phases'))
        for (const start of [0, interval, 7 * interval]) {
          const acting: number[] = []
          let announced = rounds.nextFrom(start)
          for (let tick = start; tick < start + interval; tick++) {
            const now = actingAt(rounds, nodes, tick)
            expect(now.length > 0).toBe(tick === announced)
            if (tick === announced) announced = rounds.nextFrom(tick + 1)
            acting.push(...now)
          }
          expect(acting.toSorted((a, b) => a - b)).toEqual(Array.from({ length: nodes }, (_, node) => node))
        }
      }
    })

  it('[EPI-10] at-once: all at the beginning of the interval', () => {
    const rounds = new Rounds(5, 160, 'at-once', new Draws(9, 'phases'))
    expect(actingAt(rounds, 5, 320)).toEqual([0, 1, 2, 3, 4])
  })
})
