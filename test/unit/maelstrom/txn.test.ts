import { describe, expect, it } from '@jest/globals'
import { integerBelow } from '../../../src/base/rng.ts'
import { Registers } from '../../../src/maelstrom/workloads/txn/registers.ts'
import { readCommitted } from '../../../src/maelstrom/workloads/txn/txn.ts'
import { VirtualNetwork } from './virtual-network.ts'

const KEYS = 10

const transact = (network: VirtualNetwork, node: string, txn: unknown) =>
  network.answer(node, { type: 'txn', txn })
const readAll = (network: VirtualNetwork, node: string) =>
  transact(
    network,
    node,
    Array.from({ length: KEYS }, (_, key) => ['r', key, null]),
  )['txn']

describe('a transaction', () => {
  it('[MAEL-3] is answered with its reads filled in and nothing else', () => {
    const network = new VirtualNetwork(readCommitted, { nodes: 1 })
    transact(network, 'n0', [['w', 1, 8]])
    const txn = [
      ['r', 1, null],
      ['r', 5, null],
      ['w', 1, 6],
      ['r', 1, null],
      ['w', 2, 9],
    ]
    expect(transact(network, 'n0', txn)).toEqual({
      type: 'txn_ok',
      in_reply_to: expect.any(Number),
      txn: [
        ['r', 1, 8],
        ['r', 5, null],
        ['w', 1, 6],
        ['r', 1, 6],
        ['w', 2, 9],
      ],
    })
  })

  it.each([[undefined], [[['x', 1, null]]], [[['r', 1]]], [[['r', 1, 5]]], [[['w', {}, 5]]], ['r']])(
    '[MAEL-4] is refused if it is malformed: %j',
    (txn) => {
      const network = new VirtualNetwork(readCommitted, { nodes: 1 })
      expect(transact(network, 'n0', txn)).toMatchObject({ type: 'error', code: 12 })
    },
  )

  it('[MAEL-22] runs at every node in any partition, and afterwards all nodes hold the same', () => {
    const network = new VirtualNetwork(readCommitted, { nodes: 3, latencyMs: 20 })
    for (const node of network.names) network.isolate(node)
    for (let turn = 1; turn <= 300; turn++) {
      const node = network.names[turn % 3] ?? ''
      const txn = [
        ['w', integerBelow(network.random, KEYS), turn],
        ['w', integerBelow(network.random, KEYS), -turn],
      ]
      expect(transact(network, node, txn)).toMatchObject({ type: 'txn_ok' })
      network.runFor(10)
    }
    network.heal()
    network.runFor(3000)
    const [first, ...others] = network.names.map((node) => readAll(network, node))
    for (const other of others) expect(other).toEqual(first)
    expect(JSON.stringify(first)).not.toContain('null')
  })

  it('[MAEL-22] leaves two nodes with one order of any two transactions, in all keys', () => {
    const a = new Registers('a')
    const b = new Registers('b')
    const both = [
      ['w', 1, 'x'],
      ['w', 2, 'x'],
    ] as const
    a.run(both, 1000)
    b.run([['w', 2, 'y'] as const, ['w', 1, 'y'] as const], 1000)
    const fromA = a.takeChanged()
    a.merge(b.takeChanged(), 1001)
    b.merge(fromA, 1001)
    const read = [['r', 1, null] as const, ['r', 2, null] as const]
    expect(a.run(read, 1002).map(([, , value]) => value)).toEqual(['y', 'y'])
    expect(b.run(read, 1002)).toEqual(a.run(read, 1002))
  })

  it('[MAEL-22] that has read of another comes after it, whatever the clocks say', () => {
    const ahead = new Registers('a')
    const behind = new Registers('b')
    ahead.run([['w', 1, 'early']], 9_000_000)
    behind.merge(ahead.takeChanged(), 1000)
    behind.run([['w', 1, 'late']], 1000)
    ahead.merge(behind.takeChanged(), 9_000_001)
    expect(ahead.run([['r', 1, null]], 9_000_002)).toEqual([['r', 1, 'late']])
  })

  it('[MAEL-22] never shows another node what it overwrote itself, nor one of its writes without the other', () => {
    const network = new VirtualNetwork(readCommitted, { nodes: 2, latencyMs: 5 })
    for (let turn = 1; turn <= 200; turn++) {
      transact(network, 'n0', [
        ['w', 1, -turn],
        ['w', 1, turn],
        ['w', 2, turn],
      ])
      network.runFor(7)
      const reads = transact(network, 'n1', [
        ['r', 1, null],
        ['r', 2, null],
      ])['txn'] as Array<[string, number, number | null]>
      expect(reads[0]?.[2]).toBe(reads[1]?.[2])
      expect(reads[0]?.[2] ?? 1).toBeGreaterThan(0)
    }
  })

  it('[MAEL-21] two nodes, 1000 a second: at most 0.025 messages each, known to both within 150 ms', () => {
    const network = new VirtualNetwork(readCommitted, { nodes: 2 })
    const writtenAtMs = new Map<number, number>()
    let worstMs = 0
    for (let turn = 1; turn <= 10_000; turn++) {
      writtenAtMs.set(turn, network.nowMs)
      transact(network, `n${turn % 2}`, [['w', turn % 2, turn]])
      const reads = transact(network, `n${(turn + 1) % 2}`, [['r', turn % 2, null]])['txn']
      const [, , seen] = (reads as Array<[string, number, number | null]>)[0] ?? []
      const missedAtMs = writtenAtMs.get((seen ?? 0) + 2) ?? network.nowMs
      if (turn > 200) worstMs = Math.max(worstMs, network.nowMs - missedAtMs)
      network.runFor(1)
    }
    expect(network.serverMessages / 10_000).toBeLessThanOrEqual(0.025)
    expect(worstMs).toBeLessThanOrEqual(150)
  })
})
