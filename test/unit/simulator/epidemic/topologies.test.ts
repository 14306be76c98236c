import { describe, expect, it } from '@jest/globals'
import { Draws } from '../../../../src/simulator/epidemic/draws.ts'
import {
  type EpidemicOptions,
  TOPOLOGIES,
  type Topology,
} from '../../../../src/simulator/epidemic/options.ts'
import { settingsOf } from '../../../../src/simulator/epidemic/settings.ts'
import type { Links } from '../../../../src/simulator/epidemic/topologies/links.ts'
import { linksFor } from '../../../../src/simulator/epidemic/topologies/topology.ts'

const NODES = 101

function linksOf(topology: Topology, more: EpidemicOptions = {}): Links {
  return linksFor(settingsOf({ topology, nodes: NODES, ...more }), new Draws(7, 'epidemic topology'))
}

function neighbours(links: Links, node: number): number[] {
  return Array.from({ length: links.degree(node) }, (_, index) => links.at(node, index))
}

function reachable(links: Links): number {
  const seen = new Set([0])
  for (const node of seen) for (const other of neighbours(links, node)) seen.add(other)
  return seen.size
}

const degrees = (links: Links, nodes = NODES) =>
  Array.from({ length: nodes }, (_, node) => links.degree(node))

describe('topologies', () => {
  for (const topology of TOPOLOGIES)
    it(`[EPI-8] ${topology}: links lead both ways, to others, each once; everybody can be reached`, () => {
      const links = linksOf(topology)
      for (let node = 0; node < NODES; node++) {
        const others = neighbours(links, node)
        expect(new Set(others).size).toBe(others.length)
        expect(others).not.toContain(node)
        for (const other of others) expect(neighbours(links, other)).toContain(node)
      }
      expect(reachable(links)).toBe(NODES)
    })

  for (const topology of TOPOLOGIES.filter((name) => name !== 'random-regular'))
    it(`[EPI-8] ${topology}: also of one, two, three and four nodes`, () => {
      for (const nodes of [1, 2, 3, 4]) expect(reachable(linksOf(topology, { nodes }))).toBe(nodes)
    })

  it('[EPI-8] have the degrees that their names say', () => {
    expect(new Set(degrees(linksOf('full')))).toEqual(new Set([NODES - 1]))
    expect(new Set(degrees(linksOf('ring', { degree: 6 })))).toEqual(new Set([6]))
    expect(new Set(degrees(linksOf('random-regular', { degree: 6 })))).toEqual(new Set([6]))
    expect(new Set(degrees(linksOf('grid', { nodes: 100 }), 100))).toEqual(new Set([2, 3, 4]))
    expect(degrees(linksOf('small-world')).reduce((sum, degree) => sum + degree, 0)).toBe(4 * NODES)
    const regions = degrees(linksOf('two-regions', { bridges: 3 }))
    expect(regions.filter((degree, node) => degree > (node < 51 ? 50 : 49))).toHaveLength(6)
  })

  it('[EPI-8] scale-free has hubs, small world has short ways', () => {
    expect(Math.max(...degrees(linksOf('scale-free', { nodes: 1000 }), 1000))).toBeGreaterThan(40)
    const farthest = (links: Links) => {
      const distance = new Map([[0, 0]])
      for (const [node, hops] of distance) {
        for (const other of neighbours(links, node)) if (!distance.has(other)) distance.set(other, hops + 1)
      }
      return Math.max(...distance.values())
    }
    const ring = farthest(linksOf('ring', { nodes: 1000 }))
    expect(ring).toBe(250)
    expect(farthest(linksOf('small-world', { nodes: 1000 }))).toBeLessThan(ring / 5)
  })
})
