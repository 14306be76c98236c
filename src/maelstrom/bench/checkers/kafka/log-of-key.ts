import type { History } from '../../history/operation.ts'
import { canonical, type Json } from '../../json.ts'
import { type KafkaOperation, type OneSend, pollsOf, sendsOf } from './kafka-operations.ts'

/** What clients came to know of one key's log. Offsets may be sparse, so positions are counted in messages. */
export interface KeyLog {
  readonly key: string
  readonly messagesAt: ReadonlyMap<number, ReadonlyMap<string, Json>>
  readonly offsetsOf: ReadonlyMap<string, ReadonlySet<number>>
  /** Offset -> how many messages lie before it. */
  readonly indexOf: ReadonlyMap<number, number>
  readonly sends: readonly OneSend[]
  readonly sendOf: ReadonlyMap<string, OneSend>
  /** By message: the first time somebody's poll showed it was over. */
  readonly polledAt: ReadonlyMap<string, { readonly order: number; readonly ms: number }>
  /** The highest polled offset. */
  readonly highestPolled: number
}

interface Collected {
  readonly key: string
  readonly messagesAt: Map<number, Map<string, Json>>
  readonly offsetsOf: Map<string, Set<number>>
  readonly sends: OneSend[]
  readonly sendOf: Map<string, OneSend>
  readonly polledAt: Map<string, { order: number; ms: number }>
  highestPolled: number
}

export function logsByKey(history: History<KafkaOperation>): Map<string, KeyLog> {
  const byKey = new Map<string, Collected>()
  const of = (key: string) => {
    const log = byKey.get(key) ?? emptyLog(key)
    byKey.set(key, log)
    return log
  }
  for (const operation of history) {
    for (const send of sendsOf(operation)) {
      const log = of(send.key)
      log.sends.push(send)
      log.sendOf.set(canonical(send.msg), send)
      if (send.offset !== undefined) place(log, send.offset, send.msg)
    }
    for (const [key, pairs] of pollsOf(operation)) {
      const log = of(key)
      for (const [offset, message] of pairs) {
        place(log, offset, message)
        log.highestPolled = Math.max(log.highestPolled, offset)
        const id = canonical(message)
        const before = log.polledAt.get(id)
        if (!before || operation.completedOrder < before.order)
          log.polledAt.set(id, { order: operation.completedOrder, ms: operation.completedMs })
      }
    }
  }
  return new Map([...byKey].map(([key, log]) => [key, { ...log, indexOf: indexes(log) }]))
}

function emptyLog(key: string): Collected {
  return {
    key,
    messagesAt: new Map(),
    offsetsOf: new Map(),
    sends: [],
    sendOf: new Map(),
    polledAt: new Map(),
    highestPolled: -1,
  }
}

function place(log: Collected, offset: number, message: Json): void {
  const id = canonical(message)
  const there = log.messagesAt.get(offset) ?? new Map<string, Json>()
  log.messagesAt.set(offset, there.set(id, message))
  const offsets = log.offsetsOf.get(id) ?? new Set<number>()
  log.offsetsOf.set(id, offsets.add(offset))
}

function indexes({ messagesAt }: Collected): Map<number, number> {
  const offsets = [...messagesAt.keys()].sort((a, b) => a - b)
  return new Map(offsets.map((offset, index) => [offset, index]))
}
