import type { CommitEvent } from '../checkers/kafka/check-commits.ts'

export const KAFKA_RULES = { mapsErrors: true, idempotent: ['assign'] }

/** What clients know of the logs together: what was acknowledged and how far anybody polled. */
export interface KafkaKnowledge {
  readonly commits: CommitEvent[]
  readonly acknowledged: Map<string, number>
  readonly polled: Map<string, number>
  readonly keys: Set<string>
}
