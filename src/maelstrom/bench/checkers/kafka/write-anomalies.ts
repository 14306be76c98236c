import type { History } from '../../history/operation.ts'
import { canonical } from '../../json.ts'
import type { KafkaAnomaly } from './anomaly.ts'
import type { KafkaOperation } from './kafka-operations.ts'
import { sendsOf } from './kafka-operations.ts'
import type { KeyLog } from './log-of-key.ts'

/** What is wrong with one key's log as such, whoever saw it. */
export function writeAnomalies(log: KeyLog): KafkaAnomaly[] {
  return [...offsetFaults(log), ...pollFaults(log), ...sendFaults(log)]
}

function offsetFaults({ key, messagesAt, offsetsOf, sendOf }: KeyLog): KafkaAnomaly[] {
  const inconsistent = [...messagesAt].flatMap(([offset, messages]): KafkaAnomaly[] =>
    messages.size > 1
      ? [{ type: 'inconsistent-offsets', key, what: { offset, messages: [...messages.values()] } }]
      : [],
  )
  const duplicate = [...offsetsOf].flatMap(([id, offsets]): KafkaAnomaly[] =>
    offsets.size > 1
      ? [{ type: 'duplicate', key, what: { message: sendOf.get(id)?.msg ?? id, offsets: [...offsets] } }]
      : [],
  )
  return [...inconsistent, ...duplicate]
}

/** Messages that nobody should have polled, or not then. */
function pollFaults({ key, polledAt, sendOf }: KeyLog): KafkaAnomaly[] {
  return [...polledAt].flatMap(([id, polled]): KafkaAnomaly[] => {
    const send = sendOf.get(id)
    if (!send) return [{ type: 'unsent', key, what: { message: id } }]
    const what = { message: send.msg, process: send.operation.process }
    if (send.operation.outcome === 'fail') return [{ type: 'G1a', key, what }]
    if (polled.order < send.operation.invokedOrder) return [{ type: 'precommitted-read', key, what }]
    return []
  })
}

/** Sends that nobody ever polled, although later ones were, or although they were acknowledged. */
function sendFaults({ key, sends, polledAt, highestPolled }: KeyLog): KafkaAnomaly[] {
  return sends.flatMap(({ msg, offset, operation }): KafkaAnomaly[] => {
    if (offset === undefined || operation.outcome !== 'ok' || polledAt.has(canonical(msg))) return []
    const what = { message: msg, offset, process: operation.process }
    return [{ type: offset < highestPolled ? 'lost-write' : 'unseen', key, what }]
  })
}

/** One process's acknowledged sends to a key get rising offsets. */
export function sendOrderAnomalies(history: History<KafkaOperation>): KafkaAnomaly[] {
  const last = new Map<string, number>()
  return history.flatMap((operation) =>
    sendsOf(operation).flatMap(({ key, msg, offset }): KafkaAnomaly[] => {
      if (offset === undefined) return []
      const name = `${operation.process} ${key}`
      const before = last.get(name)
      last.set(name, offset)
      if (before === undefined || before < offset) return []
      return [
        {
          type: 'nonmonotonic-send',
          key,
          what: { process: operation.process, message: msg, offsets: [before, offset] },
        },
      ]
    }),
  )
}
