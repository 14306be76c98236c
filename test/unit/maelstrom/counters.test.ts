import { describe, expect, it } from '@jest/globals'
import { integerBelow } from '../../../src/base/rng.ts'
import { gCounter, pnCounter } from '../../../src/maelstrom/workloads/counter/crdt.ts'
import { gCounterOnSeqKv, pnCounterOnSeqKv } from '../../../src/maelstrom/workloads/counter/seq-kv.ts'
import { gSet } from '../../../src/maelstrom/workloads/g-set.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { StoredKeys } from './stored-keys.ts'
import { VirtualNetwork } from './virtual-network.ts'

const PROGRAMS = { gCounter, pnCounter, gCounterOnSeqKv, pnCounterOnSeqKv }
const each = Object.entries(PROGRAMS)

function started(program: NodeProgram, latencyMs = 10): VirtualNetwork {
  const network = new VirtualNetwork(program, { nodes: 3, latencyMs })
  network.service('seq-kv', new StoredKeys().service)
  return network
}

const add = (network: VirtualNetwork, node: string, delta: unknown) =>
  network.answer(node, { type: 'add', delta })
const valueAt = (network: VirtualNetwork, node: string) => network.answer(node, { type: 'read' })['value']
const values = (network: VirtualNetwork) => network.names.map((node) => valueAt(network, node))

describe('a counter', () => {
  it.each(each)('[MAEL-17] %s: is the sum of what was added anywhere', (_, program) => {
    const network = started(program)
    for (const [index, node] of network.names.entries()) {
      expect(Object.keys(add(network, node, index + 1)).toSorted()).toEqual(['in_reply_to', 'type'])
      expect(valueAt(network, node)).toBeGreaterThanOrEqual(index + 1)
    }
    add(network, 'n0', 0)
    network.runFor(3000)
    expect(values(network)).toEqual([6, 6, 6])
  })

  it.each(each)('[MAEL-17] %s: is exact on all nodes after a partition', (_, program) => {
    const network = started(program)
    add(network, 'n0', 1)
    network.runFor(2000)
    network.isolate('n2')
    for (let turn = 0; turn < 20; turn++) {
      for (const node of network.names) add(network, node, 2)
      network.runFor(300)
    }
    expect(valueAt(network, 'n2')).toBeGreaterThanOrEqual(41)
    network.heal()
    network.runFor(5000)
    expect(values(network)).toEqual([121, 121, 121])
  })

  it.each([
    ['pnCounter', pnCounter],
    ['pnCounterOnSeqKv', pnCounterOnSeqKv],
  ])('[MAEL-17] %s: counts down too', (_, program) => {
    const network = started(program)
    for (const delta of [4, -5, -2]) add(network, 'n1', delta)
    network.runFor(3000)
    expect(values(network)).toEqual([-3, -3, -3])
  })

  it('[MAEL-4] refuses steps that are not whole, and such as go down where it only grows', () => {
    const network = started(gCounter)
    expect(add(network, 'n0', -1)).toMatchObject({ type: 'error', code: 12 })
    expect(add(started(pnCounter), 'n0', 1.5)).toMatchObject({ type: 'error', code: 12 })
    expect(valueAt(network, 'n0')).toBe(0)
  })

  it('[MAEL-17] needs at most 0.06 messages per operation, and reads are at most a second behind', () => {
    const network = started(gCounter, 100)
    const history: Array<readonly [atMs: number, sum: number]> = []
    let sum = 0
    let worstMs = 0
    const operate = (node: string) => {
      if (network.random.next() < 0.5) {
        sum += 3
        history.push([network.nowMs, sum])
        network.ask(node, { type: 'add', delta: 3 })
      } else {
        network.ask(node, { type: 'read' }, ({ value }) => {
          const [missedMs] = history.find(([, known]) => known > Number(value)) ?? [network.nowMs]
          worstMs = Math.max(worstMs, network.nowMs - missedMs)
        })
      }
    }
    for (let turn = 0; turn < 2000; turn++) {
      operate(network.names[turn % 3] ?? '')
      network.runFor(10)
    }
    network.runFor(10_000)
    expect(network.serverMessages / 2000).toBeLessThanOrEqual(0.06)
    expect(worstMs).toBeLessThanOrEqual(1000)
    expect(values(network)).toEqual([sum, sum, sum])
  })

  it('[MAEL-17] needs no more messages in a partition, and is exact two seconds after it heals', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const network = new VirtualNetwork(seed % 2 ? gCounter : pnCounter, { nodes: 3, latencyMs: 100, seed })
      let sum = 0
      for (let turn = 0; turn < 2000; turn++) {
        if (turn % (100 * (1 + (seed % 7))) === 0) network.isolate(network.names[turn % 3] ?? '')
        if (turn % (130 * (1 + (seed % 5))) === 0) network.heal()
        const node = network.names[integerBelow(network.random, 3)] ?? ''
        if (turn % 2 === 0) network.ask(node, { type: 'read' })
        else {
          network.ask(node, { type: 'add', delta: seed })
          sum += seed
        }
        network.runFor(10)
      }
      network.heal()
      network.runFor(2000)
      expect([seed, ...values(network)]).toEqual([seed, sum, sum, sum])
      expect(network.serverMessages / 2000).toBeLessThanOrEqual(0.06)
    }
  })

  it('[MAEL-17] is the same everywhere whatever single messages were lost, though nothing is added any more', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const network = new VirtualNetwork(gCounter, { nodes: 5, latencyMs: 50, seed })
      for (let turn = 0; turn < 20; turn++) {
        network.ask(network.names[turn % 5] ?? '', { type: 'add', delta: 1 })
        network.heal()
        const [a, b] = [integerBelow(network.random, 5), integerBelow(network.random, 5)]
        network.partition([`n${a}`], [`n${b}`])
        network.runFor(97)
      }
      network.heal()
      network.runFor(5000)
      expect([seed, ...values(network)]).toEqual([seed, 20, 20, 20, 20, 20])
      const sent = network.serverMessages
      network.runFor(60_000)
      expect(network.serverMessages).toBe(sent)
    }
  })

  it('[MAEL-15] any node may be gone for good', () => {
    const network = new VirtualNetwork(gCounter, { nodes: 3, latencyMs: 10 })
    add(network, 'n0', 5)
    network.runFor(2000)
    network.kill('n0')
    for (const node of ['n1', 'n2']) add(network, node, 1)
    network.runFor(5000)
    expect(['n1', 'n2'].map((node) => valueAt(network, node))).toEqual([7, 7])
  })

  it.each(each)(
    '[MAEL-25] %s: a node that starts anew knows the whole sum again, and goes on counting',
    (_, program) => {
      const network = started(program)
      for (const node of network.names) add(network, node, 5)
      network.runFor(5000)
      network.restart('n0')
      network.runFor(5000)
      expect(valueAt(network, 'n0')).toBe(15)
      add(network, 'n0', 1)
      network.runFor(5000)
      expect(values(network)).toEqual([16, 16, 16])
    },
  )

  it('[MAEL-18] on seq-kv, tells what it last knew while the store is away, and never less', () => {
    const network = new VirtualNetwork(gCounterOnSeqKv, { nodes: 3, latencyMs: 10 })
    const keys = new StoredKeys()
    let isThere = true
    network.service('seq-kv', (body, src) =>
      isThere ? keys.service(body, src) : { type: 'error', code: 11, text: 'away' },
    )
    add(network, 'n0', 5)
    network.runFor(3000)
    isThere = false
    add(network, 'n1', 1)
    network.runFor(5000)
    expect(values(network)).toEqual([5, 6, 5])
    isThere = true
    network.runFor(3000)
    expect(values(network)).toEqual([6, 6, 6])
  })
})

describe('a set that only grows', () => {
  it('[MAEL-11] is the union of what was added anywhere, each element once', () => {
    const network = new VirtualNetwork(gSet, { nodes: 3, latencyMs: 10 })
    network.isolate('n0')
    for (const node of network.names) {
      network.answer(node, { type: 'add', element: 1 })
      network.answer(node, { type: 'add', element: node })
    }
    network.runFor(3000)
    network.heal()
    network.runFor(3000)
    for (const node of network.names) {
      const { value, ...rest } = network.answer(node, { type: 'read' })
      expect((value as unknown[]).map(String).toSorted()).toEqual(['1', 'n0', 'n1', 'n2'])
      expect(Object.keys(rest).toSorted()).toEqual(['in_reply_to', 'type'])
    }
  })
})
