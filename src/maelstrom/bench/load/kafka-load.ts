import { checkCommits } from '../checkers/kafka/check-commits.ts'
import { checkKafka } from '../checkers/kafka/check-kafka.ts'
import type { KafkaOperation, OffsetsByKey, PairsByKey, Sent } from '../checkers/kafka/kafka-operations.ts'
import type { History } from '../history/operation.ts'
import { kafkaFinalPlan } from './kafka-final-plan.ts'
import { KAFKA_RULES, type KafkaKnowledge } from './kafka-knowledge.ts'
import { kafkaSession, listCommitted } from './kafka-session.ts'
import { kafkaProbe, readWholeLog } from './kafka-reading.ts'
import type { Call, Load, LoadContext, LoadKind } from './load.ts'
import { integerBelow } from '../../../base/rng.ts'
import { TxnSource } from './txn-source.ts'

/** One client crashes about this often. */
const CRASH_EVERY_MS = 30_000
/** Instead of an operation, its keys are assigned. */
const ASSIGN_SHARE = 1 / 64
/** One assignment in so many also takes what was sent and not polled yet. */
const UNSEEN_ONE_IN = 3

export const KAFKA: LoadKind = {
  name: 'kafka',
  needsTopology: false,
  ...KAFKA_RULES,
  create: kafkaLoad,
}

function kafkaLoad({ options, random, nowMs, nextOrder }: LoadContext): Load {
  const source = new TxnSource(
    { keyCount: options.keyCount, maxLength: 1, maxWritesPerKey: options.maxWritesPerKey },
    random,
  )
  const knowledge: KafkaKnowledge = {
    commits: [],
    acknowledged: new Map(),
    polled: new Map(),
    keys: new Set(),
  }
  return {
    next() {
      const [f, key, value] = source.next()[0] ?? ['r', 0, null]
      if (random.next() < ASSIGN_SHARE) {
        const unseen = integerBelow(random, UNSEEN_ONE_IN) === 0 ? unseenKeys(knowledge) : []
        return { f: 'assign', value: [...new Set([String(key), ...unseen])] }
      }
      return f === 'r' ? { f: 'poll', value: {} } : { f: 'send', value: { key: String(key), msg: value } }
    },
    open: (caller) => kafkaSession(caller, knowledge, nextOrder),
    finalPlan: () => kafkaFinalPlan(knowledge, nowMs),
    crashEveryMs: CRASH_EVERY_MS,
    check: (history) => ({
      workload: checkKafka(history as History<KafkaOperation>),
      commits: checkCommits(knowledge.commits),
    }),
    stateOf: (caller, done) =>
      listCommitted(caller, [...knowledge.keys], knowledge, nextOrder, true, (listed) =>
        readWholeLog(caller, knowledge, (log) =>
          done(log === undefined || listed === undefined ? undefined : stateText(listed, log)),
        ),
      ),
    probe: () => kafkaProbe(knowledge),
    itemOf: sentItem,
  }
}

function unseenKeys({ acknowledged, polled }: KafkaKnowledge): string[] {
  return [...acknowledged].flatMap(([key, offset]) => (offset > (polled.get(key) ?? -1) ? [key] : []))
}

function sentItem({ f, value }: Call): string[] {
  if (f !== 'send') return []
  const { key, msg } = value as Sent
  return [`${key} ${JSON.stringify(msg)}`]
}

function stateText(committed: OffsetsByKey, log: PairsByKey): string {
  const sorted = (all: Readonly<Record<string, unknown>>) =>
    Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ committed: sorted(committed), log: sorted(log) })
}
