import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { command, nothing, query, readInteger } from '../../../src/maelstrom/node/call.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import type { Answer } from '../../../src/maelstrom/node/pending-requests.ts'
import { MAX_EARLY_MESSAGES, nodeProgram } from '../../../src/maelstrom/node/program.ts'
import type { Body, Envelope } from '../../../src/maelstrom/protocol/envelope.ts'
import { VirtualNetwork } from './virtual-network.ts'

/** One node alone, and what it has sent. */
function alone(program: NodeProgram) {
  const sent: Envelope[] = []
  const logs: string[] = []
  const timers: Array<() => void> = []
  const node = program({
    nowMs: () => 0,
    after: (_, fire) => {
      timers.push(fire)
      return () => void timers.splice(timers.indexOf(fire), 1)
    },
    random: seededStream(1, 'node'),
    send: (message) => void sent.push(message),
    log: (line) => void logs.push(line),
  })
  const tell = (src: string, body: Body) => node.receive({ src, dest: 'n1', body })
  const init = () => tell('c0', { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2'] })
  return { sent, logs, timers, tell, init, bodies: () => sent.splice(0).map(({ body }) => body) }
}

const counting = nodeProgram(() => {
  let total = 0
  return {
    add: command(
      ({ delta }) => readInteger(delta),
      (delta, call) => {
        total += delta
        call.reply()
        call.reply({ again: true })
      },
    ),
    read: query(nothing, (_, call) => call.reply({ value: total })),
    fail: query(nothing, () => {
      throw new Error('a fault')
    }),
  }
})

describe('a node', () => {
  it('[MAEL-3] answers each request once, with the keys of its reply and no others', () => {
    const { tell, init, bodies } = alone(counting)
    init()
    tell('c1', { type: 'add', msg_id: 2, delta: 3 })
    tell('c1', { type: 'read', msg_id: 3 })
    expect(bodies()).toEqual([
      { type: 'init_ok', in_reply_to: 1 },
      { type: 'add_ok', in_reply_to: 2 },
      { type: 'read_ok', in_reply_to: 3, value: 3 },
    ])
  })

  it('[MAEL-4] refuses what it does not know with 10, what is malformed with 12, and tells a fault of its own with 13', () => {
    const { tell, init, bodies, logs } = alone(counting)
    init()
    bodies()
    tell('c1', { type: 'toString', msg_id: 2 })
    tell('c1', { type: 'add', msg_id: 3, delta: '1' })
    tell('c1', { type: 'fail', msg_id: 4 })
    expect(bodies().map(({ type, code, in_reply_to: to }) => [type, code, to])).toEqual([
      ['error', 10, 2],
      ['error', 12, 3],
      ['error', 13, 4],
    ])
    expect(logs).toEqual(['a request of c1 failed: a fault'])
  })

  it('[MAEL-4] refuses an init that does not name it, and a second name', () => {
    const { tell, init, bodies } = alone(counting)
    tell('c0', { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n2'] })
    init()
    init()
    tell('c0', { type: 'init', msg_id: 2, node_id: 'n2', node_ids: ['n1', 'n2'] })
    expect(bodies().map(({ type, code }) => [type, code])).toEqual([
      ['error', 12],
      ['init_ok', undefined],
      ['init_ok', undefined],
      ['error', 12],
    ])
  })

  it('[MAEL-5] does what other servers sent before it knew its name afterwards, and tells clients to wait', () => {
    const { tell, init, bodies } = alone(counting)
    tell('n2', { type: 'add', msg_id: 1, delta: 5 })
    tell('c1', { type: 'read', msg_id: 1 })
    init()
    tell('c1', { type: 'read', msg_id: 2 })
    expect(bodies()).toEqual([
      expect.objectContaining({ type: 'error', code: 11, in_reply_to: 1 }),
      { type: 'init_ok', in_reply_to: 1 },
      { type: 'add_ok', in_reply_to: 1 },
      { type: 'read_ok', in_reply_to: 2, value: 5 },
    ])
  })

  it('[MAEL-5] keeps a bounded number of such messages', () => {
    const { tell, init, bodies, logs } = alone(counting)
    for (let id = 1; id <= MAX_EARLY_MESSAGES + 2; id++) tell('n2', { type: 'add', msg_id: id, delta: 1 })
    init()
    bodies()
    tell('c1', { type: 'read', msg_id: 2 })
    expect(bodies()).toEqual([{ type: 'read_ok', in_reply_to: 2, value: MAX_EARLY_MESSAGES }])
    expect(logs).toHaveLength(2)
  })

  it('[MAEL-6] acts once on a request that comes twice, and answers it alike', () => {
    const { tell, init, bodies } = alone(counting)
    init()
    bodies()
    tell('c1', { type: 'add', msg_id: 2, delta: 3 })
    tell('c1', { type: 'add', msg_id: 2, delta: 3 })
    tell('c2', { type: 'add', msg_id: 2, delta: 3 })
    tell('c1', { type: 'read', msg_id: 3 })
    expect(bodies().map(({ type, value }) => [type, value])).toEqual([
      ['add_ok', undefined],
      ['add_ok', undefined],
      ['add_ok', undefined],
      ['read_ok', 6],
    ])
  })
})

describe('a request from node to node', () => {
  const asking = (answers: Answer[]) =>
    nodeProgram((context) => ({
      ask: query(nothing, (_, call) => {
        context.request('n2', { type: 'read' }, { timeoutMs: 100, attempts: 3 }, (answer) => {
          answers.push(answer)
          call.reply()
        })
      }),
    }))

  it('[MAEL-7] is repeated a bounded number of times under one number, then over', () => {
    const answers: Answer[] = []
    const { tell, init, bodies, timers } = alone(asking(answers))
    init()
    bodies()
    tell('c1', { type: 'ask', msg_id: 2 })
    for (let turn = 0; turn < 5; turn++) timers.shift()?.()
    const asked = bodies().filter(({ type }) => type === 'read')
    expect(asked.map(({ msg_id: id }) => id)).toEqual([1, 1, 1])
    expect(answers).toEqual([{ ok: false, code: 0, text: 'n2 does not answer' }])
  })

  it('[MAEL-7] is settled by the first answer of the one who was asked', () => {
    const answers: Answer[] = []
    const { tell, init } = alone(asking(answers))
    init()
    tell('c1', { type: 'ask', msg_id: 2 })
    tell('n3', { type: 'read_ok', in_reply_to: 1, value: 0 })
    tell('n2', { type: 'error', in_reply_to: 1, code: 20, text: 'none' })
    tell('n2', { type: 'read_ok', in_reply_to: 1, value: 2 })
    expect(answers).toEqual([{ ok: false, code: 20, text: 'none' }])
  })
})

describe('a run in virtual time', () => {
  it('[MAEL-8] takes the same course when it is repeated with its seed', () => {
    const course = (seed: number) => {
      const network = new VirtualNetwork(counting, { nodes: 3, latencyMs: 10, seed })
      const answers = network.names.map((name) => network.answer(name, { type: 'add', delta: 1 }))
      return [answers, network.random.next()]
    }
    expect(course(1)).toEqual(course(1))
    expect(course(1)).not.toEqual(course(2))
  })
})
