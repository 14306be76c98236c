export const TXN_ANOMALIES = [
  'G0',
  'cyclic-versions',
  'garbage-read',
  'G1a',
  'G1b',
  'G1c',
  'internal',
  'lost-update',
  'G-single',
  'G2',
  'realtime-cycle',
] as const

export type TxnAnomalyName = (typeof TXN_ANOMALIES)[number]

const READ_UNCOMMITTED: readonly TxnAnomalyName[] = ['G0', 'cyclic-versions', 'garbage-read']
const READ_COMMITTED: readonly TxnAnomalyName[] = [...READ_UNCOMMITTED, 'G1a', 'G1b', 'G1c']
const SNAPSHOT: readonly TxnAnomalyName[] = [...READ_COMMITTED, 'internal', 'lost-update', 'G-single']
const SERIALIZABLE: readonly TxnAnomalyName[] = [...SNAPSHOT, 'G2']

/** What each consistency model forbids. A value that nobody ever wrote is forbidden by all. */
export const MODELS = {
  'read-uncommitted': READ_UNCOMMITTED,
  'read-committed': READ_COMMITTED,
  'snapshot-isolation': SNAPSHOT,
  serializable: SERIALIZABLE,
  'strict-serializable': [...SERIALIZABLE, 'realtime-cycle'],
} as const satisfies Readonly<Record<string, readonly TxnAnomalyName[]>>

export type ConsistencyModel = keyof typeof MODELS

export function isConsistencyModel(text: string): text is ConsistencyModel {
  return Object.hasOwn(MODELS, text)
}
