import type { Operation } from '../../history/operation.ts'
import type { Json } from '../../json.ts'

export type MicroOperation = readonly [f: 'r' | 'w', key: number, value: Json]
export type TxnOperation = Operation<'txn', readonly MicroOperation[], readonly MicroOperation[]>

/** One transaction as the checks look at it. Reads of a transaction without an answer are unknown and left out. */
export interface Txn {
  readonly operation: TxnOperation
  readonly reads: readonly KeyValue[]
  readonly writes: readonly KeyValue[]
  /** Of keys that it had not written before: what it saw of others. The first per key. */
  readonly externalReads: readonly KeyValue[]
  /** What it leaves behind: the last per key. */
  readonly externalWrites: readonly KeyValue[]
}

export interface KeyValue {
  readonly key: number
  readonly value: Json
}

export function readTxn(operation: TxnOperation): Txn {
  const isKnown = operation.outcome === 'ok'
  const steps = operation.result ?? operation.value
  const reads: KeyValue[] = []
  const writes: KeyValue[] = []
  const externalReads = new Map<number, KeyValue>()
  const externalWrites = new Map<number, KeyValue>()
  for (const [f, key, value] of steps) {
    if (f === 'w') {
      writes.push({ key, value })
      externalWrites.set(key, { key, value })
    } else if (isKnown) {
      reads.push({ key, value })
      if (!externalWrites.has(key) && !externalReads.has(key)) externalReads.set(key, { key, value })
    }
  }
  return {
    operation,
    reads,
    writes,
    externalReads: [...externalReads.values()],
    externalWrites: [...externalWrites.values()],
  }
}
