import { describe, expect, it } from '@jest/globals'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import {
  allToAll,
  auto,
  batched,
  single,
  throughput,
  tree,
  wide,
} from '../../../src/maelstrom/workloads/broadcast/programs.ts'
import { runBroadcast } from './broadcast-run.ts'
import { VirtualNetwork } from './virtual-network.ts'

const LATENCY_MS = 100
const usual = { nodes: 25, latencyMs: LATENCY_MS, rate: 100, seconds: 20 }
const SPREADING = { allToAll, tree, batched, throughput, auto }
const each = Object.entries(SPREADING)

function messagesAt(network: VirtualNetwork, node: string): unknown {
  return network.answer(node, { type: 'read' })['messages']
}

describe('broadcast', () => {
  it('[MAEL-3] answers with exactly the keys of the protocol', () => {
    const network = new VirtualNetwork(single, { nodes: 1 })
    const topology = network.answer('n0', { type: 'topology', topology: { n0: [] } })
    const broadcast = network.answer('n0', { type: 'broadcast', message: 5 })
    const read = network.answer('n0', { type: 'read' })
    expect([topology, broadcast, read].map((answer) => Object.keys(answer).toSorted())).toEqual([
      ['in_reply_to', 'type'],
      ['in_reply_to', 'type'],
      ['in_reply_to', 'messages', 'type'],
    ])
    expect(read['messages']).toEqual([5])
    expect(network.answer('n0', { type: 'broadcast' })).toMatchObject({ type: 'error', code: 12 })
  })

  it.each(each)(
    '[MAEL-11] %s: a value that is given twice, at two nodes, is everywhere once',
    (_, program) => {
      const network = new VirtualNetwork(program, { nodes: 5, latencyMs: 10 })
      for (const node of ['n0', 'n3', 'n0']) network.answer(node, { type: 'broadcast', message: 7 })
      network.answer('n1', { type: 'broadcast', message: '7' })
      network.runFor(4000)
      for (const node of network.names) {
        const messages = messagesAt(network, node)
        expect(messages).toHaveLength(2)
        expect(messages).toEqual(expect.arrayContaining([7, '7']))
      }
    },
  )

  it.each(each)('[MAEL-12] %s: falls silent when there is no news', (_, program) => {
    const network = new VirtualNetwork(program, { nodes: 5, latencyMs: 10 })
    network.answer('n2', { type: 'broadcast', message: 1 })
    network.runFor(10_000)
    const sent = network.serverMessages
    expect(sent).toBeGreaterThan(0)
    network.runFor(60_000)
    expect(network.serverMessages).toBe(sent)
  })

  it('[MAEL-8] takes the same course when it is repeated with its seed', () => {
    const course = (seed: number) => {
      const { network, ...figures } = runBroadcast(batched, { ...usual, seconds: 3, seed })
      return [figures, [...network.sentByType]]
    }
    expect(course(4)).toEqual(course(4))
    expect(course(4)).not.toEqual(course(5))
  })
})

describe('broadcast among 25 nodes with 100 ms between them, 100 operations a second', () => {
  const SEEDS = [1, 2]
  const limits: Array<[name: string, messages: number, median: number, max: number, program: NodeProgram]> = [
    ['batched', 0.98, 380, 595, batched],
    ['wide', 0.9, 440, 660, wide],
    ['throughput', 0.34, 1000, 1900, throughput],
    ['all-to-all', 12.6, 90, 115, allToAll],
    ['tree', 13, 190, 215, tree],
    ['auto', 1.1, 390, 610, auto],
  ]

  it.each(limits)(
    '[MAEL-13] %s: sends at most %s messages per operation, with the median within %s ms and all within %s',
    (_, messages, median, max, program) => {
      const runs = SEEDS.map((seed) => runBroadcast(program, { ...usual, seed }))
      for (const run of runs) {
        expect(run.lost).toEqual([])
        expect(run.messagesPerOperation).toBeLessThanOrEqual(messages)
        expect(run.medianMs).toBeLessThanOrEqual(median)
        expect(run.maxMs).toBeLessThanOrEqual(max)
      }
    },
  )

  it('[MAEL-13] batched: stays below 0.97 messages and within 595 ms on the average of many seeds', () => {
    const runs = Array.from({ length: 12 }, (_, index) =>
      runBroadcast(batched, { ...usual, seed: 100 + index }),
    )
    const mean = (of: (run: (typeof runs)[number]) => number) =>
      runs.reduce((sum, run) => sum + of(run), 0) / runs.length
    expect(mean(({ messagesPerOperation }) => messagesPerOperation)).toBeLessThanOrEqual(0.97)
    expect(mean(({ medianMs }) => medianMs)).toBeLessThanOrEqual(380)
    expect(mean(({ maxMs }) => maxMs)).toBeLessThanOrEqual(595)
  })

  it('[MAEL-13] batched: pays no more than a tenth for fault tolerance', () => {
    const { network, messagesPerOperation, operations } = runBroadcast(batched, { ...usual, seed: 1 })
    const news = (network.sentByType.get('flush') ?? 0) + (network.sentByType.get('batch') ?? 0)
    expect(messagesPerOperation).toBeLessThanOrEqual((1.1 * news) / operations)
  })
})
