import { describe, expect, it } from '@jest/globals'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { interleaved, interleavedSlow } from '../../../src/maelstrom/workloads/kafka/interleaved.ts'
import { InterleavedLog } from '../../../src/maelstrom/workloads/kafka/interleaved-log.ts'
import { efficient, single } from '../../../src/maelstrom/workloads/kafka/owned.ts'
import { multi } from '../../../src/maelstrom/workloads/kafka/stored.ts'
import { type KafkaFigures, runKafka } from './kafka-run.ts'
import { StoredKeys } from './stored-keys.ts'
import { VirtualNetwork } from './virtual-network.ts'

const each: Array<[name: string, program: NodeProgram, nodes: number]> = [
  ['single', single, 1],
  ['multi', multi, 2],
  ['efficient', efficient, 2],
  ['interleaved', interleaved, 2],
  ['interleaved-slow', interleavedSlow, 2],
]

function started(program: NodeProgram, nodes: number): VirtualNetwork {
  const network = new VirtualNetwork(program, { nodes })
  network.service('lin-kv', new StoredKeys().service)
  return network
}

/** Every message is at one offset only, and every reader has seen all of them, none passed over. */
function expectWhole({ sent, seen }: KafkaFigures): void {
  expect(new Set(sent.map(({ key, offset }) => `${key} ${offset}`)).size).toBe(sent.length)
  for (const logs of seen.values()) {
    for (const [key, messages] of logs) {
      const wanted = sent.filter((one) => one.key === key).toSorted((a, b) => a.offset - b.offset)
      const polled = new Set(messages.map(([offset, message]) => `${offset} ${message}`))
      expect(wanted.filter(({ offset, message }) => !polled.has(`${offset} ${message}`))).toEqual([])
    }
  }
}

describe('a log', () => {
  it.each(each)('[MAEL-3] %s: answers with exactly the keys of the protocol', (_, program, nodes) => {
    const network = started(program, nodes)
    const { offset, ...sent } = network.answer('n0', { type: 'send', key: '7', msg: { any: [1] } })
    expect(sent).toEqual({ type: 'send_ok', in_reply_to: expect.any(Number) })
    network.runFor(1000)
    expect(network.answer('n0', { type: 'poll', offsets: { 7: 0, none: 0 } })).toEqual({
      type: 'poll_ok',
      in_reply_to: expect.any(Number),
      msgs: { 7: [[offset, { any: [1] }]] },
    })
    expect(network.answer('n0', { type: 'commit_offsets', offsets: { 7: offset } })).toEqual({
      type: 'commit_offsets_ok',
      in_reply_to: expect.any(Number),
    })
    expect(network.answer('n0', { type: 'list_committed_offsets', keys: ['7', 'none'] })).toEqual({
      type: 'list_committed_offsets_ok',
      in_reply_to: expect.any(Number),
      offsets: { 7: offset },
    })
    expect(network.answer('n0', { type: 'poll', offsets: {} })).toMatchObject({ msgs: {} })
    expect(network.answer('n0', { type: 'commit_offsets', offsets: {} })).toMatchObject({
      type: 'commit_offsets_ok',
    })
    expect(network.answer('n0', { type: 'list_committed_offsets', keys: [] })).toMatchObject({ offsets: {} })
  })

  it.each(each)('[MAEL-4] %s: refuses what is malformed', (_, program, nodes) => {
    const network = started(program, nodes)
    for (const body of [
      { type: 'send', key: 7, msg: 1 },
      { type: 'send', key: '7' },
      { type: 'poll', offsets: { 7: '0' } },
      { type: 'commit_offsets' },
      { type: 'list_committed_offsets', keys: [7] },
    ]) {
      expect(network.answer('n0', body)).toMatchObject({ type: 'error', code: 12 })
    }
  })

  it.each(each)('[MAEL-19] %s: a committed offset never goes back, at no node', (_, program, nodes) => {
    const network = started(program, nodes)
    for (const offset of [5, 3]) {
      network.answer(network.names.at(-1) ?? '', { type: 'commit_offsets', offsets: { a: offset } })
      network.runFor(1000)
      for (const node of network.names) {
        const { offsets } = network.answer(node, { type: 'list_committed_offsets', keys: ['a', 'b'] })
        expect(offsets).toEqual({ a: 5 })
      }
    }
  })

  it.each(each)(
    '[MAEL-20] %s: shows every message to every reader, none passed over',
    (_, program, nodes) => {
      expectWhole(runKafka(program, { nodes, rate: 400, seconds: 5 }))
    },
  )

  it.each(each.slice(2))('[MAEL-20] %s: also through a partition', (_, program) => {
    const faults = (network: VirtualNetwork) => {
      network.after(1000, () => network.isolate('n1'))
      network.after(4000, () => network.heal())
    }
    const figures = runKafka(program, { nodes: 3, latencyMs: 10, rate: 200, seconds: 5, faults })
    expect(figures.sent.length).toBeGreaterThan(300)
    expectWhole(figures)
  })

  it.each([
    ['efficient', 1.37, 250, efficient],
    ['interleaved', 0.04, 150, interleaved],
    ['interleaved-slow', 0.01, 600, interleavedSlow],
  ])(
    '[MAEL-21] %s: two nodes, 1000 operations a second: at most %s messages each, shown within %s ms',
    (_, messages, ms, program) => {
      const figures = runKafka(program, { nodes: 2, rate: 1000, seconds: 10 })
      expect(figures.messagesPerOperation).toBeLessThanOrEqual(messages)
      // A poll at the node has to come, too.
      expect(figures.visibleMs).toBeLessThanOrEqual(ms + 20)
    },
  )

  it('[MAEL-20] in a store, two nodes that send at once race for a place; the one that loses takes the next', () => {
    const { keys } = runKafka(multi, { nodes: 2, latencyMs: 5, rate: 400, seconds: 3 })
    expect(keys.tally.get('lost races')).toBeGreaterThan(0)
    expect(runKafka(efficient, { nodes: 2, latencyMs: 5, rate: 400, seconds: 3 }).keys.tally.size).toBe(0)
  })

  it('[MAEL-20] an unanswered send to an owner that is cut off may have happened', () => {
    const network = started(efficient, 3)
    network.isolate('n0')
    const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) =>
      network.answer('n0', { type: 'send', key, msg: 1 }),
    )
    for (const { type, code } of answers) expect(type === 'send_ok' || code === 0).toBe(true)
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['send_ok', 'error']))
  })
})

describe('an interleaved log', () => {
  it('[MAEL-20] gives offsets that belong to its node, and shows what is below all frontiers', () => {
    const log = new InterleavedLog(3, 1)
    expect([log.append('a'), log.append('b')]).toEqual([1, 4])
    expect(log.shown).toEqual([])
    log.receiveFrontier(0, 3)
    log.receiveFrontier(2, 8)
    expect(log.shown).toEqual([[1, 'a']])
    log.receive(0, 6, 'c')
    expect(log.shown).toEqual([
      [1, 'a'],
      [4, 'b'],
      [6, 'c'],
    ])
    expect([log.ownFrontier, log.append('d'), log.append('e')]).toEqual([7, 7, 10])
    expect(log.shown.at(-1)).toEqual([7, 'd'])
  })
})
