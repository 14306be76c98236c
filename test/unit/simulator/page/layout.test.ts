import { describe, expect, it } from '@jest/globals'
import { Cells } from '../../../../src/simulator/page/cells.ts'
import { DOWN, KNOWS } from '../../../../src/simulator/page/chronicle.ts'
import { MAX_DRAWN_NODES, placeNodes, type Shape } from '../../../../src/simulator/page/layout.ts'
import {
  collectLinks,
  crossedLinks,
  type Link,
  linkAt,
  nodeAt,
  placeOf,
} from '../../../../src/simulator/page/links.ts'

const SHAPES: readonly Shape[] = ['circle', 'rows', 'two-sides']

describe('the places of nodes', () => {
  it.each(SHAPES.flatMap((shape) => [1, 2, 40, 500, 20_000].map((count) => [shape, count] as const)))(
    '[SIMS-14] lie on the stage, each its own: %s of %i',
    (shape, count) => {
      const positions = placeNodes(count, shape)
      const places = new Set<string>()
      for (let node = 0; node < count; node++) {
        const { x, y } = placeOf(positions, node, 1, 1)
        expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true)
        places.add(`${x} ${y}`)
      }
      expect(places.size).toBe(count)
    },
  )
})

describe('cells', () => {
  it('[SIMS-14] say how many of their nodes know and how many are dead', () => {
    const count = MAX_DRAWN_NODES * 4
    const cells = new Cells(placeNodes(count, 'circle'))
    const states = new Uint8Array(count).fill(KNOWS, 0, count / 2)
    states.fill(DOWN, (count * 3) / 4)
    const all = [...cells.count(states)]
    expect(all[0]).toMatchObject({ column: expect.any(Number), know: 1, down: 0 })
    expect(all.at(-1)).toMatchObject({ know: 0, down: 1 })
    expect(all.length).toBeLessThanOrEqual(Cells.COLUMNS ** 2)
  })
})

describe('links on the stage', () => {
  const square = placeNodes(4, 'rows')
  const place = (node: number) => placeOf(square, node, 100, 100)
  const links: readonly Link[] = [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
    [0, 3],
  ]

  it('[SIMS-11] are crossed by a stroke that goes over them, and by no other', () => {
    expect(crossedLinks(links, place, { x: 0, y: 50 }, { x: 40, y: 50 })).toEqual([[0, 2]])
    expect(crossedLinks(links, place, { x: 0, y: 40 }, { x: 100, y: 40 })).toEqual([
      [0, 2],
      [1, 3],
      [0, 3],
    ])
    expect(crossedLinks(links, place, { x: 30, y: 0 }, { x: 60, y: 10 })).toEqual([])
  })

  it('[SIMS-11] and nodes are found by a point near them', () => {
    expect(linkAt(links, place, { x: 50, y: 29 }, 9)).toEqual([0, 1])
    expect(linkAt(links, place, { x: 38, y: 62 }, 9)).toBeUndefined()
    expect(nodeAt(4, place, { x: 28, y: 30 }, 9)).toBe(0)
    expect(nodeAt(4, place, { x: 50, y: 50 }, 9)).toBeUndefined()
  })

  it('[SIMS-14] are each there once, unless there are too many to be seen', () => {
    const full = (nodes: number) => (node: number) =>
      [...Array(nodes).keys()].filter((other) => other !== node)
    expect(collectLinks(4, full(4))).toHaveLength(6)
    expect(collectLinks(300, full(300))).toBeUndefined()
    expect(collectLinks(MAX_DRAWN_NODES + 1, () => [])).toBeUndefined()
  })
})
