import { failureText, isDefiniteFailure, type Reply } from '../client/reply.ts'
import type { Completion, ErrorRules } from './load.ts'

/** What a failed call means for the operation. */
export function failed(reply: Reply, f: string, { mapsErrors, idempotent }: ErrorRules): Completion {
  const error = failureText(reply)
  const isSure =
    mapsErrors && (isDefiniteFailure(reply) || (idempotent.includes(f) && reply.kind !== 'malformed'))
  return { outcome: isSure ? 'fail' : 'info', error }
}
