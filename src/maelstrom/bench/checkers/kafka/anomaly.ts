import type { Json } from '../../json.ts'

export const KAFKA_ANOMALIES = [
  'inconsistent-offsets',
  'duplicate',
  'unsent',
  'G1a',
  'lost-write',
  'unseen',
  'poll-skip',
  'nonmonotonic-poll',
  'int-poll-skip',
  'int-nonmonotonic-poll',
  'nonmonotonic-send',
  'precommitted-read',
  'G1c',
] as const

export type KafkaAnomalyName = (typeof KAFKA_ANOMALIES)[number]

export interface KafkaAnomaly {
  readonly type: KafkaAnomalyName
  readonly key?: string
  readonly what: Readonly<Record<string, Json>>
}
