import type { History } from '../../history/operation.ts'
import { canonical } from '../../json.ts'
import { DependencyGraph } from '../txn/dependency-graph.ts'
import type { KafkaAnomaly } from './anomaly.ts'
import { type KafkaOperation, pollsOf, sendsOf } from './kafka-operations.ts'
import type { KeyLog } from './log-of-key.ts'

/**
 * Cycles of information: who polls a message depends on its sender (wr), who sends to a key on the sender before (ww).
 * Cycles of ww alone are allowed: logs of two keys may order two writers differently. A poll may return as little as it
 * likes, so not seeing a message (rw) says nothing here.
 */
export function cycleAnomalies(
  history: History<KafkaOperation>,
  logs: ReadonlyMap<string, KeyLog>,
): KafkaAnomaly[] {
  // Single sends and polls cannot form one.
  if (!history.some(({ f }) => f === 'txn')) return []
  const graph = new DependencyGraph(history.length)
  const numbers = new Map(history.map((operation, index) => [operation, index]))
  const numberOf = (operation: KafkaOperation) => numbers.get(operation) ?? 0
  for (const operation of history) {
    for (const [key, pairs] of pollsOf(operation)) {
      for (const [, message] of pairs) {
        const send = logs.get(key)?.sendOf.get(canonical(message))
        if (send && send.operation !== operation)
          graph.add(numberOf(send.operation), numberOf(operation), 'wr')
      }
    }
  }
  for (const { sends } of logs.values()) {
    const placed = sends.filter(({ offset }) => offset !== undefined)
    const ordered = placed.toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
    ordered.slice(1).forEach(({ operation }, index) => {
      const before = ordered[index]?.operation
      if (before && before !== operation) graph.add(numberOf(before), numberOf(operation), 'ww')
    })
  }
  const cycles = graph
    .cycles(['ww', 'wr'])
    .filter((members) => graph.hasKind(members, 'wr'))
    .map((members): KafkaAnomaly => ({ type: 'G1c', what: { operations: members } }))
  return [...cycles, ...precommitted(history)]
}

/** A transaction that polls what it is only about to send. */
function precommitted(history: History<KafkaOperation>): KafkaAnomaly[] {
  return history.flatMap((operation) => {
    const own = new Set(sendsOf(operation).map(({ key, msg }) => `${key} ${canonical(msg)}`))
    return pollsOf(operation).flatMap(([key, pairs]) =>
      pairs.flatMap(([, message]): KafkaAnomaly[] =>
        own.has(`${key} ${canonical(message)}`)
          ? [{ type: 'precommitted-read', key, what: { message, process: operation.process } }]
          : [],
      ),
    )
  })
}
