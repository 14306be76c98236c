import type { OffsetsByKey, PairsByKey, Sent } from '../checkers/kafka/kafka-operations.ts'
import { failed } from './completion.ts'
import { KAFKA_RULES, type KafkaKnowledge } from './kafka-knowledge.ts'
import type { Call, Caller, Completion, Session } from './load.ts'
import { COMMIT_OK, LIST_OK, POLL_OK, SEND_OK } from './shapes.ts'

type Done = (completion: Completion) => void

/** One client of the log: it sends, and polls the keys that are assigned to it from where it stands. */
export function kafkaSession(caller: Caller, knowledge: KafkaKnowledge, nextOrder: () => number): Session {
  let positions: OffsetsByKey = {}
  const send = ({ key, msg }: Sent, done: Done) => {
    knowledge.keys.add(key)
    caller.rpc({ type: 'send', key, msg }, SEND_OK, (reply) => {
      if (reply.kind !== 'ok') return done(failed(reply, 'send', KAFKA_RULES))
      const offset = Number(reply.body['offset'])
      knowledge.acknowledged.set(key, Math.max(offset, knowledge.acknowledged.get(key) ?? -1))
      return done({ outcome: 'ok', result: { offset } })
    })
  }
  const poll = (done: Done) => {
    const asked = positions
    caller.rpc({ type: 'poll', offsets: asked }, POLL_OK, (reply) => {
      if (reply.kind !== 'ok') return done(failed(reply, 'poll', KAFKA_RULES))
      const msgs = reply.body['msgs'] as PairsByKey
      const seen = highestSeen(msgs)
      positions = { ...positions, ...mapped(seen, (offset) => offset + 1) }
      for (const [key, offset] of Object.entries(seen))
        knowledge.polled.set(key, Math.max(offset, knowledge.polled.get(key) ?? -1))
      const result = { outcome: 'ok', asked, result: { msgs } } as const
      if (Object.keys(seen).length === 0) return done(result)
      return commit(caller, seen, knowledge, nextOrder, (failure) => {
        // What surely failed did not happen: the next poll gives the same again.
        if (failure?.outcome === 'fail') positions = asked
        done(failure ?? result)
      })
    })
  }
  const assign = ({ value, fromStart }: Call, done: Done) => {
    const keys = value as readonly string[]
    if (fromStart) {
      positions = Object.fromEntries(keys.map((key) => [key, 0]))
      return done({ outcome: 'ok', result: {} })
    }
    return listCommitted(caller, keys, knowledge, nextOrder, false, (listed, failure) => {
      if (!listed) return done(failure ?? { outcome: 'info' })
      positions = Object.fromEntries(
        keys.map((key) => [key, positions[key] ?? (Object.hasOwn(listed, key) ? (listed[key] ?? 0) + 1 : 0)]),
      )
      return done({ outcome: 'ok', result: listed })
    })
  }
  return (call, done) => {
    if (call.f === 'send') send(call.value as Sent, done)
    else if (call.f === 'poll') poll(done)
    else if (call.f === 'assign') assign(call, done)
    else done({ outcome: 'info', error: 'crash' })
  }
}

function commit(
  caller: Caller,
  offsets: OffsetsByKey,
  { commits }: KafkaKnowledge,
  nextOrder: () => number,
  done: (failure: Completion | undefined) => void,
): void {
  const { node, process } = caller
  const event = { kind: 'commit', process, node, offsets, invokedOrder: nextOrder(), final: false } as const
  const at = commits.push({ ...event, completedOrder: undefined }) - 1
  caller.rpc({ type: 'commit_offsets', offsets }, COMMIT_OK, (reply) => {
    if (reply.kind !== 'ok') return done(failed(reply, 'poll', KAFKA_RULES))
    commits[at] = { ...event, completedOrder: nextOrder() }
    return done(undefined)
  })
}

export function listCommitted(
  caller: Caller,
  keys: readonly string[],
  { commits }: KafkaKnowledge,
  nextOrder: () => number,
  final: boolean,
  done: (listed: OffsetsByKey | undefined, failure?: Completion) => void,
): void {
  const { node, process } = caller
  const invokedOrder = nextOrder()
  caller.rpc({ type: 'list_committed_offsets', keys }, LIST_OK, (reply) => {
    if (reply.kind !== 'ok') return done(undefined, failed(reply, 'assign', KAFKA_RULES))
    const offsets = reply.body['offsets'] as OffsetsByKey
    commits.push({
      kind: 'listing',
      process,
      node,
      offsets,
      invokedOrder,
      completedOrder: nextOrder(),
      final,
    })
    return done(offsets)
  })
}

export function highestSeen(msgs: PairsByKey): OffsetsByKey {
  return Object.fromEntries(
    Object.entries(msgs).flatMap(([key, pairs]) =>
      pairs.length > 0
        ? [[key, pairs.reduce((highest, [offset]) => Math.max(highest, offset), -Infinity)]]
        : [],
    ),
  )
}

export function mapped(offsets: OffsetsByKey, change: (offset: number) => number): OffsetsByKey {
  return Object.fromEntries(Object.entries(offsets).map(([key, offset]) => [key, change(offset)]))
}
