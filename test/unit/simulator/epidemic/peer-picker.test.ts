import { describe, expect, it } from '@jest/globals'
import { Draws } from '../../../../src/simulator/epidemic/draws.ts'
import { NOBODY, PeerPicker } from '../../../../src/simulator/epidemic/peer-picker.ts'
import { FullLinks, ListedLinks } from '../../../../src/simulator/epidemic/topologies/links.ts'
import { ringEnds } from '../../../../src/simulator/epidemic/topologies/regular.ts'

function picks(picker: PeerPicker, node: number, except: number, count: number): number[] {
  const picked = picker.pick(node, except, count)
  return [...picker.picked.subarray(0, picked)]
}

describe('the choice of peers', () => {
  it('[EPI-5] gives exactly as many as asked for, all different, without oneself and the one it came from', () => {
    for (const nodes of [2, 3, 4, 5, 10, 100]) {
      const picker = new PeerPicker(new FullLinks(nodes), new Draws(nodes, 'peers'), 3)
      for (const count of [1, 2, 3, nodes]) {
        for (let draw = 0; draw < 50; draw++) {
          const node = draw % nodes
          const except = (node + 1) % nodes
          const peers = picks(picker, node, except, count)
          expect(peers).toHaveLength(Math.min(count, nodes - 2))
          expect(new Set(peers).size).toBe(peers.length)
          expect(peers).not.toContain(node)
          expect(peers).not.toContain(except)
        }
      }
    }
  })

  it('[EPI-5] finds someone for a fanout of 1 whatever the sender was', () => {
    const picker = new PeerPicker(new FullLinks(3), new Draws(1, 'peers'), 1)
    for (let draw = 0; draw < 100; draw++) expect(picks(picker, 0, 1, 1)).toEqual([2])
    expect(picks(new PeerPicker(new FullLinks(2), new Draws(1, 'peers'), 1), 0, 1, 1)).toEqual([])
  })

  for (const count of [1, 3, 8])
    it(`[EPI-6] takes every peer equally often, ${count} of 11`, () => {
      const picker = new PeerPicker(new FullLinks(13), new Draws(5, 'peers'), count)
      const counts = Array.from({ length: 13 }, () => 0)
      const draws = 22_000
      for (let draw = 0; draw < draws; draw++) {
        for (const peer of picks(picker, 4, 9, count)) counts[peer] = (counts[peer] ?? 0) + 1
      }
      const expected = (draws * count) / 11
      const others = counts.filter((_, node) => node !== 4 && node !== 9)
      // Chi-square with 10 degrees of freedom: 29.6 is exceeded once in a thousand.
      expect(others.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)).toBeLessThan(29.6)
    })

  it('[EPI-7] gives a copy, and leaves the list of neighbours as it was', () => {
    const links = new ListedLinks(10, ringEnds(10, 4))
    const neighbours = () =>
      Array.from({ length: 10 }, (_, node) => [0, 1, 2, 3].map((index) => links.at(node, index)))
    const before = neighbours()
    const picker = new PeerPicker(links, new Draws(6, 'peers'), 4)
    for (let draw = 0; draw < 100; draw++) {
      for (const count of [1, 3, 4, 9]) picks(picker, draw % 10, NOBODY, count)
      picker.picked.fill(-5)
    }
    expect(neighbours()).toEqual(before)
  })
})
