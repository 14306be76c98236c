import type { History } from '../../history/operation.ts'
import { judge, type Validity, type Verdict } from '../verdict.ts'
import { cycleAnomalies, realtimeAnomalies } from './cycle-anomalies.ts'
import { type ConsistencyModel, MODELS, TXN_ANOMALIES, type TxnAnomalyName } from './models.ts'
import { internalAnomalies, lostUpdates, readAnomalies } from './read-anomalies.ts'
import { type TxnAnomaly, txnAnomaly } from './txn-anomaly.ts'
import { addRealtime, dataGraph } from './txn-graph.ts'
import { readTxn, type Txn, type TxnOperation } from './txn-operations.ts'
import { versionOrders } from './version-orders.ts'
import { Writers } from './writers.ts'

export interface TxnVerdict extends Verdict {
  readonly model: ConsistencyModel
  readonly 'txn-count': number
  readonly 'edge-count': number
  /** All that were found, and those that the model forbids. */
  readonly 'anomaly-types': readonly TxnAnomalyName[]
  readonly not: readonly TxnAnomalyName[]
  readonly anomalies: Readonly<
    Record<string, { readonly count: number; readonly first: readonly TxnAnomaly[] }>
  >
}

const SHOWN = 4
/** So few may well have nothing to do with each other. */
const TOO_FEW_TO_JUDGE = 10

/** Registers under transactions, by what the reads betray about the order of the writes (after Adya). */
export function checkTxn(history: History<TxnOperation>, model: ConsistencyModel): TxnVerdict {
  const all = history.map(readTxn)
  const possible = all.filter(({ operation }) => operation.outcome !== 'fail')
  const committed = all.filter(({ operation }) => operation.outcome === 'ok')
  const { found, edgeCount } = anomaliesIn(all, possible, model)
  const types = TXN_ANOMALIES.filter((type) => found.some((anomaly) => anomaly.type === type))
  const forbidden: readonly TxnAnomalyName[] = MODELS[model]
  const not = types.filter((type) => forbidden.includes(type))
  return {
    valid: verdictOf(not.length, committed.length, edgeCount),
    model,
    'txn-count': committed.length,
    'edge-count': edgeCount,
    'anomaly-types': types,
    not,
    anomalies: Object.fromEntries(
      types.map((type) => {
        const ofType = found.filter((anomaly) => anomaly.type === type)
        return [type, { count: ofType.length, first: ofType.slice(0, SHOWN) }]
      }),
    ),
  }
}

function anomaliesIn(all: readonly Txn[], possible: readonly Txn[], model: ConsistencyModel) {
  const writers = new Writers(all)
  const orders = versionOrders(possible)
  const graph = dataGraph(possible, orders.steps, writers)
  const found = [
    ...orders.cyclicKeys.map((key) => txnAnomaly('cyclic-versions', writersOf(possible, key))),
    ...readAnomalies(all, writers),
    ...internalAnomalies(all),
    ...lostUpdates(all),
    ...cycleAnomalies(graph, possible),
  ]
  const edgeCount = graph.dataEdgeCount
  if (model !== 'strict-serializable') return { found, edgeCount }
  addRealtime(graph, possible)
  return { found: [...found, ...realtimeAnomalies(graph, possible)], edgeCount }
}

function writersOf(txns: readonly Txn[], key: number): Txn[] {
  return txns.filter(({ externalWrites }) => externalWrites.some((write) => write.key === key))
}

/** Many transactions of which none saw or followed another are no database; few are no test. */
function verdictOf(forbidden: number, committed: number, edges: number): Validity {
  const isUnrelated = edges === 0 && committed >= TOO_FEW_TO_JUDGE
  return judge(forbidden > 0 || isUnrelated, edges > 0)
}
