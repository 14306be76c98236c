import type { History } from '../../history/operation.ts'
import { judge, type Verdict } from '../verdict.ts'
import { KAFKA_ANOMALIES, type KafkaAnomaly } from './anomaly.ts'
import type { KafkaOperation } from './kafka-operations.ts'
import { cycleAnomalies } from './log-cycles.ts'
import { logsByKey } from './log-of-key.ts'
import { pollAnomalies } from './poll-anomalies.ts'
import { type RealtimeLag, worstRealtimeLag } from './realtime-lag.ts'
import { sendOrderAnomalies, writeAnomalies } from './write-anomalies.ts'

export interface KafkaVerdict extends Verdict {
  readonly 'bad-error-types': readonly string[]
  readonly 'error-types': readonly string[]
  readonly 'info-txn-causes': readonly string[]
  readonly 'worst-realtime-lag': RealtimeLag | null
  readonly 'send-count': number
  readonly 'polled-count': number
  /** By anomaly: how many, and the first of them. */
  readonly errors: Readonly<
    Record<string, { readonly count: number; readonly first: readonly KafkaAnomaly[] }>
  >
}

const SHOWN = 8

/** An append-only log per key: one message per offset, one offset per message, read in order, nothing skipped. */
export function checkKafka(history: History<KafkaOperation>): KafkaVerdict {
  const logs = logsByKey(history)
  const anomalies = [
    ...[...logs.values()].flatMap(writeAnomalies),
    ...sendOrderAnomalies(history),
    ...pollAnomalies(history, logs),
    ...cycleAnomalies(history, logs),
  ]
  const types = KAFKA_ANOMALIES.filter((type) => anomalies.some((one) => one.type === type))
  const sends = history.filter(({ f, outcome }) => f === 'send' && outcome === 'ok').length
  const polled = [...logs.values()].reduce((sum, { polledAt }) => sum + polledAt.size, 0)
  const infos = history.filter(({ f, outcome }) => outcome === 'info' && f !== 'crash')
  return {
    valid: judge(anomalies.length > 0, polled > 0),
    'bad-error-types': types,
    'error-types': types,
    'info-txn-causes': [...new Set(infos.map(({ error }) => error ?? 'unfinished'))],
    'worst-realtime-lag': worstRealtimeLag(history, logs),
    'send-count': sends,
    'polled-count': polled,
    errors: Object.fromEntries(types.map((type) => [type, counted(anomalies, type)])),
  }
}

function counted(anomalies: readonly KafkaAnomaly[], type: string) {
  const found = anomalies.filter((one) => one.type === type)
  return { count: found.length, first: found.slice(0, SHOWN) }
}
