import type { Json } from '../../json.ts'
import type { TxnAnomalyName } from './models.ts'
import type { Txn } from './txn-operations.ts'

export interface TxnAnomaly {
  readonly type: TxnAnomalyName
  readonly txns: readonly Json[]
}

export function txnAnomaly(type: TxnAnomalyName, txns: readonly Txn[]): TxnAnomaly {
  return {
    type,
    txns: txns.map(({ operation }) => ({
      process: operation.process,
      txn: operation.result ?? operation.value,
    })),
  }
}
