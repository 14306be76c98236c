import { describe, expect, it } from '@jest/globals'
import { uniqueIds } from '../../../src/maelstrom/workloads/unique-ids.ts'
import { UniqueIds } from '../../../src/maelstrom/workloads/unique-id-source.ts'
import { VirtualNetwork } from './virtual-network.ts'

const COUNT = 30_000

describe('unique ids', () => {
  it('[MAEL-9] consist of a moment, the node and the mark of its life', () => {
    const id = new UniqueIds('n1', 35).next(1_700_000_000_000)
    expect(id).toMatch(/^[0-9a-z]+-n1-z$/)
    expect(parseInt(id, 36) / 1e6).toBeCloseTo(1_700_000_000_000, -4)
  })

  it.each([
    ['stands still', () => 1_700_000_000_000],
    ['steps back', (turn: number) => 1_700_000_000_000 - 1000 * turn],
    ['jumps about', (turn: number) => 1_700_000_000_000 + ((turn * 7919) % 5000)],
  ])('[MAEL-9] never come twice while the clock %s', (_, nowMs) => {
    const ids = new UniqueIds('n1', 1)
    const drawn = Array.from({ length: COUNT }, (__, turn) => ids.next(nowMs(turn)))
    expect(new Set(drawn).size).toBe(COUNT)
  })

  it('[MAEL-9] differ between nodes and between the lives of a node', () => {
    const drawn = ['n1', 'n2'].flatMap((node) => [1, 2].map((life) => new UniqueIds(node, life).next(5)))
    expect(new Set(drawn).size).toBe(4)
  })

  it('[MAEL-9] need no message, so they come in any partition', () => {
    const network = new VirtualNetwork(uniqueIds, { nodes: 3, latencyMs: 100 })
    for (const name of network.names) network.isolate(name)
    const ids = Array.from({ length: 300 }, (_, turn) => {
      const { type, id } = network.answer(network.names[turn % 3] ?? '', { type: 'generate' })
      expect(type).toBe('generate_ok')
      return id
    })
    expect(new Set(ids).size).toBe(300)
    expect(network.serverMessages).toBe(0)
  })
})
