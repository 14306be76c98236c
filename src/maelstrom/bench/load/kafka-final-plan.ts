import type { PairsByKey } from '../checkers/kafka/kafka-operations.ts'
import type { KafkaKnowledge } from './kafka-knowledge.ts'
import { highestSeen } from './kafka-session.ts'
import type { Completion, FinalPlan } from './load.ts'

const POLL_EVERY_MS = 200
const LONGEST_MS = 10_000

/** A fresh client that polls everything from the beginning, until it has seen all that was acknowledged. */
export function kafkaFinalPlan(knowledge: KafkaKnowledge, nowMs: () => number): FinalPlan {
  const seen = new Map<string, number>()
  const endsAtMs = nowMs() + LONGEST_MS
  let step: 'crash' | 'assign' | 'poll' = 'crash'
  const hasAll = () => [...knowledge.acknowledged].every(([key, offset]) => (seen.get(key) ?? -1) >= offset)
  return {
    next(last) {
      if (step === 'poll' && last) note(last, seen)
      if (step === 'poll' && (hasAll() || nowMs() > endsAtMs)) return undefined
      // A client that lost its node begins anew.
      if (step === 'poll' && last?.outcome === 'info') step = 'assign'
      if (step === 'crash') {
        step = 'assign'
        return { call: { f: 'crash', value: null }, delayMs: 0 }
      }
      if (step === 'assign') {
        step = 'poll'
        return { call: { f: 'assign', value: [...knowledge.keys], fromStart: true }, delayMs: 0 }
      }
      return { call: { f: 'poll', value: {} }, delayMs: POLL_EVERY_MS }
    },
  }
}

function note({ outcome, result }: Completion, seen: Map<string, number>): void {
  const msgs = outcome === 'ok' ? (result as { readonly msgs?: PairsByKey }).msgs : undefined
  for (const [key, offset] of Object.entries(highestSeen(msgs ?? {})))
    seen.set(key, Math.max(offset, seen.get(key) ?? -1))
}
