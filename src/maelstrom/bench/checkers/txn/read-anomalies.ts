import { canonical } from '../../json.ts'
import { type TxnAnomaly, txnAnomaly } from './txn-anomaly.ts'
import type { Txn } from './txn-operations.ts'
import { version, type Writers } from './writers.ts'

/** What single reads reveal: values of failed writers, intermediate ones, ones that nobody wrote. */
export function readAnomalies(txns: readonly Txn[], writers: Writers): TxnAnomaly[] {
  return txns.flatMap((txn) =>
    txn.reads.flatMap(({ key, value }): TxnAnomaly[] => {
      if (value === null) return []
      const writer = writers.of(key, value)
      if (!writer) return [txnAnomaly('garbage-read', [txn])]
      if (writer === txn) return []
      const failed = writer.operation.outcome === 'fail' ? [txnAnomaly('G1a', [writer, txn])] : []
      const partial = writers.isIntermediate(key, value) ? [txnAnomaly('G1b', [writer, txn])] : []
      return [...failed, ...partial]
    }),
  )
}

/** Inside one transaction a key keeps the value that was read or written last. */
export function internalAnomalies(txns: readonly Txn[]): TxnAnomaly[] {
  return txns.flatMap((txn) => {
    const { result } = txn.operation
    if (txn.operation.outcome !== 'ok' || !result) return []
    const last = new Map<number, string>()
    const isWrong = result.some(([f, key, value]) => {
      const expected = last.get(key)
      last.set(key, canonical(value))
      return f === 'r' && expected !== undefined && expected !== canonical(value)
    })
    return isWrong ? [txnAnomaly('internal', [txn])] : []
  })
}

/** Several acknowledged transactions read the same version of a key and each wrote over it. */
export function lostUpdates(txns: readonly Txn[]): TxnAnomaly[] {
  const updaters = new Map<string, Txn[]>()
  for (const txn of txns) {
    if (txn.operation.outcome !== 'ok') continue
    const written = new Set(txn.externalWrites.map(({ key }) => key))
    for (const { key, value } of txn.externalReads) {
      if (!written.has(key)) continue
      const name = version(key, value)
      updaters.set(name, [...(updaters.get(name) ?? []), txn])
    }
  }
  return [...updaters.values()].flatMap((group) =>
    group.length > 1 ? [txnAnomaly('lost-update', group)] : [],
  )
}
