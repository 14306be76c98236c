import type { History } from '../../history/operation.ts'
import type { KafkaAnomaly, KafkaAnomalyName } from './anomaly.ts'
import { type KafkaOperation, type Pair, pollsOf } from './kafka-operations.ts'
import type { KeyLog } from './log-of-key.ts'

interface Names {
  readonly skip: KafkaAnomalyName
  readonly back: KafkaAnomalyName
}

const INSIDE: Names = { skip: 'int-poll-skip', back: 'int-nonmonotonic-poll' }
const BETWEEN: Names = { skip: 'poll-skip', back: 'nonmonotonic-poll' }

/**
 * A process reads a key without gaps and without going back: inside one poll, and from one poll to its next. With a new
 * assignment it begins anew.
 */
export function pollAnomalies(
  history: History<KafkaOperation>,
  logs: ReadonlyMap<string, KeyLog>,
): KafkaAnomaly[] {
  const last = new Map<number, Map<string, number>>()
  return history.flatMap((operation) => {
    if (operation.f === 'assign' && operation.outcome !== 'fail') last.delete(operation.process)
    const seen = last.get(operation.process) ?? new Map<string, number>()
    last.set(operation.process, seen)
    return pollsOf(operation).flatMap(([key, pairs]) => {
      const log = logs.get(key)
      const first = pairs[0]
      const final = pairs.at(-1)
      if (!log || !first || !final) return []
      const before = seen.get(key)
      seen.set(key, final[0])
      const between = before === undefined ? [] : stepFaults(log, operation, before, first[0], BETWEEN)
      return [...between, ...insideFaults(log, operation, pairs)]
    })
  })
}

function insideFaults(log: KeyLog, operation: KafkaOperation, pairs: readonly Pair[]): KafkaAnomaly[] {
  return pairs.slice(1).flatMap(([offset], index) => {
    const before = pairs[index]
    return before ? stepFaults(log, operation, before[0], offset, INSIDE) : []
  })
}

function stepFaults(
  { key, indexOf }: KeyLog,
  { process }: KafkaOperation,
  from: number,
  to: number,
  names: Names,
): KafkaAnomaly[] {
  const step = (indexOf.get(to) ?? 0) - (indexOf.get(from) ?? 0)
  if (step === 1) return []
  const what = { process, offsets: [from, to] }
  return [{ type: step > 1 ? names.skip : names.back, key, what }]
}
