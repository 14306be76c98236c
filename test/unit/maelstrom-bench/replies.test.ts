import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { BenchClient } from '../../../src/maelstrom/bench/client/bench-client.ts'
import { ProtocolFaults } from '../../../src/maelstrom/bench/client/protocol-faults.ts'
import { readReply, type Reply } from '../../../src/maelstrom/bench/client/reply.ts'
import { VirtualClock } from '../../../src/maelstrom/bench/clock/virtual-clock.ts'
import {
  BROADCAST_OK,
  COUNTER_READ_OK,
  LIST_OK,
  MESSAGES_READ_OK,
  POLL_OK,
  SEND_OK,
} from '../../../src/maelstrom/bench/load/shapes.ts'
import { Journal } from '../../../src/maelstrom/bench/network/journal.ts'
import { Network } from '../../../src/maelstrom/bench/network/network.ts'
import type { Body } from '../../../src/maelstrom/protocol/envelope.ts'

describe('the shape of a reply', () => {
  it.each([
    [{ type: 'broadcast_ok', in_reply_to: 1 }, BROADCAST_OK],
    [{ type: 'broadcast_ok', in_reply_to: 1, msg_id: 9 }, BROADCAST_OK],
    [{ type: 'read_ok', messages: [], in_reply_to: 1 }, MESSAGES_READ_OK],
    [{ type: 'poll_ok', msgs: { k: [[1, null]], l: [] }, in_reply_to: 1 }, POLL_OK],
    [{ type: 'list_committed_offsets_ok', offsets: {}, in_reply_to: 1 }, LIST_OK],
  ])('[GLOM-7] is accepted: %j', (body, shape) => {
    expect(readReply(body, shape)).toEqual({ kind: 'ok', body })
  })

  it.each([
    [{ type: 'broadcast_ok', in_reply_to: 1, note: 'x' }, BROADCAST_OK],
    [{ type: 'ok', in_reply_to: 1 }, BROADCAST_OK],
    [{ type: 'broadcast_ok', in_reply_to: 1, msg_id: Number.NaN }, BROADCAST_OK],
    [{ type: 'read_ok', in_reply_to: 1 }, MESSAGES_READ_OK],
    [{ type: 'read_ok', messages: { 0: 1 }, in_reply_to: 1 }, MESSAGES_READ_OK],
    [{ type: 'read_ok', value: '3', in_reply_to: 1 }, COUNTER_READ_OK],
    [{ type: 'send_ok', offset: 1.5, in_reply_to: 1 }, SEND_OK],
    [{ type: 'poll_ok', msgs: { k: [[1]] }, in_reply_to: 1 }, POLL_OK],
    [{ type: 'poll_ok', msgs: { k: [['0', 1]] }, in_reply_to: 1 }, POLL_OK],
    [{ type: 'list_committed_offsets_ok', offsets: { k: null }, in_reply_to: 1 }, LIST_OK],
    [{ type: 'error', in_reply_to: 1, text: 'no code' }, BROADCAST_OK],
  ])('[GLOM-7] is malformed: %j', (body, shape) => {
    expect(readReply(body, shape).kind).toBe('malformed')
  })
})

function talk() {
  const clock = new VirtualClock()
  const latency = { meanMs: 0, kind: 'constant' } as const
  const network = new Network(
    clock,
    { latency, loss: 0, delivery: 'prompt' },
    seededStream(1, 'x'),
    new Journal(false),
  )
  const faults = new ProtocolFaults()
  network.attach('n0', () => undefined)
  const client = new BenchClient('c0', network, clock, faults)
  const replies: Reply[] = []
  client.call('n0', { type: 'read' }, MESSAGES_READ_OK, 1000, (reply) => replies.push(reply))
  const answer = (body: Body) => void network.send({ src: 'n0', dest: 'c0', body })
  const play = () => {
    while (clock.step());
    return { replies, counts: faults.verdict().counts }
  }
  return { clock, answer, play }
}

const READ = { type: 'read_ok', messages: [], in_reply_to: 1 }

describe('a client', () => {
  it('[GLOM-7] takes the first answer', () => {
    const { answer, play } = talk()
    answer(READ)
    expect(play()).toEqual({ replies: [{ kind: 'ok', body: READ }], counts: {} })
  })

  it('[GLOM-7] does not hold it against a node that it answers too late', () => {
    const { clock, answer, play } = talk()
    clock.after(2000, () => answer(READ))
    expect(play()).toEqual({ replies: [{ kind: 'timeout' }], counts: {} })
  })

  it('[GLOM-8] notices a second answer, also when the first came too late', () => {
    const { clock, answer, play } = talk()
    clock.after(2000, () => answer(READ))
    clock.after(2001, () => answer(READ))
    expect(play()).toEqual({ replies: [{ kind: 'timeout' }], counts: { 'second-answer': 1 } })
  })

  it('[GLOM-8] notices answers to what it never asked', () => {
    const { answer, play } = talk()
    answer({ ...READ, in_reply_to: 2 })
    answer({ type: 'read_ok', messages: [] })
    expect(play().counts).toEqual({ 'unasked-answer': 2 })
  })
})
