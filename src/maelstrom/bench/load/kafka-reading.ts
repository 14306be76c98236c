import type { OffsetsByKey, Pair, PairsByKey } from '../checkers/kafka/kafka-operations.ts'
import type { KafkaKnowledge } from './kafka-knowledge.ts'
import { highestSeen, mapped } from './kafka-session.ts'
import type { Caller, Probe } from './load.ts'
import { POLL_OK } from './shapes.ts'

/** A node may give as little per poll as it likes; so many polls must bring everything. */
const MAX_POLLS = 10_000

/** Polls everything that one node has, from the beginning. */
export function readWholeLog(
  caller: Caller,
  { keys }: KafkaKnowledge,
  done: (log: PairsByKey | undefined) => void,
): void {
  const log = new Map<string, Pair[]>()
  const next = (positions: OffsetsByKey, polls: number) =>
    caller.rpc({ type: 'poll', offsets: positions }, POLL_OK, (reply) => {
      if (reply.kind !== 'ok') return done(undefined)
      const msgs = reply.body['msgs'] as PairsByKey
      for (const [key, pairs] of Object.entries(msgs)) log.set(key, [...(log.get(key) ?? []), ...pairs])
      const seen = highestSeen(msgs)
      // A node that does not care from where it is asked would go on for ever.
      const isFurther = Object.entries(seen).some(([key, offset]) => offset >= (positions[key] ?? 0))
      if (!isFurther || polls >= MAX_POLLS)
        return done(Object.fromEntries([...log].filter(([, pairs]) => pairs.length > 0)))
      return next({ ...positions, ...mapped(seen, (offset) => offset + 1) }, polls + 1)
    })
  next(Object.fromEntries([...keys].map((key) => [key, 0])), 1)
}

/** Polls on from where it stands, the keys of which it has not seen everything that was acknowledged by then. */
export function kafkaProbe({ acknowledged }: KafkaKnowledge): Probe {
  const positions = new Map<string, number>()
  return (caller, saw, done) => {
    const behind = [...acknowledged].flatMap(([key, offset]): [string, number][] => {
      const position = positions.get(key) ?? 0
      return position <= offset ? [[key, position]] : []
    })
    if (behind.length === 0) return done()
    return caller.rpc({ type: 'poll', offsets: Object.fromEntries(behind) }, POLL_OK, (reply) => {
      const msgs = reply.kind === 'ok' ? (reply.body['msgs'] as PairsByKey) : {}
      for (const [key, offset] of Object.entries(highestSeen(msgs))) positions.set(key, offset + 1)
      for (const [key, pairs] of Object.entries(msgs))
        for (const [, message] of pairs) saw(`${key} ${JSON.stringify(message)}`)
      done()
    })
  }
}
