import type { Operation } from '../../history/operation.ts'
import type { Json } from '../../json.ts'

export type OffsetsByKey = Readonly<Record<string, number>>
export type Pair = readonly [offset: number, message: Json]
export type PairsByKey = Readonly<Record<string, readonly Pair[]>>

export interface Sent {
  readonly key: string
  readonly msg: Json
}

export type SendOperation = Operation<'send', Sent, { readonly offset: number }>
/** Its value are the positions from which was asked. */
export type PollOperation = Operation<'poll', OffsetsByKey, { readonly msgs: PairsByKey }>
export type AssignOperation = Operation<'assign', readonly string[], OffsetsByKey>
export type CrashOperation = Operation<'crash', null, null>
/** Several sends and a poll as one; our own load has none, but a log with transactions can be judged by these. */
export type LogTransaction = Operation<
  'txn',
  readonly Sent[],
  { readonly offsets: readonly number[]; readonly msgs: PairsByKey }
>

export type KafkaOperation = SendOperation | PollOperation | AssignOperation | CrashOperation | LogTransaction

export interface OneSend extends Sent {
  readonly operation: KafkaOperation
  /** Of acknowledged sends. */
  readonly offset: number | undefined
}

export function sendsOf(operation: KafkaOperation): OneSend[] {
  if (operation.f === 'send') return [{ ...operation.value, operation, offset: operation.result?.offset }]
  if (operation.f !== 'txn') return []
  return operation.value.map((sent, index) => ({
    ...sent,
    operation,
    offset: operation.result?.offsets[index],
  }))
}

/** What an ok operation polled. */
export function pollsOf(
  operation: KafkaOperation,
): readonly (readonly [key: string, pairs: readonly Pair[]])[] {
  if (operation.outcome !== 'ok' || (operation.f !== 'poll' && operation.f !== 'txn')) return []
  return Object.entries(operation.result?.msgs ?? {})
}
