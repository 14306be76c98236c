import { type CheckedHistory, describe, type Findings } from '../checked-history.ts'
import type { Operation } from '../history.ts'

/** Lists show each session once, and what was acknowledged before they were asked for. */
export function* lists(history: CheckedHistory): Findings {
  for (const operation of history.operations) {
    const { told, asked } = operation
    if (told.kind !== 'sessions') continue
    const ids = told.sessions.map(({ sessionId }) => sessionId)
    if (new Set(ids).size < ids.length) yield ['a list shows a session twice', describe(operation)]
    if (asked.kind === 'active list') {
      const strangers = told.sessions.filter(
        ({ region, status }) => region !== asked.region || status !== 'active',
      )
      if (strangers.length > 0) yield ['an active list shows what does not belong there', describe(operation)]
    }
    if (asked.kind === 'list of user' && !history.allowance.areReadsStale)
      yield* isComplete(history, operation, new Set(ids))
  }
}

function* isComplete(history: CheckedHistory, operation: Operation, ids: ReadonlySet<string>): Findings {
  if (operation.told.kind !== 'sessions' || !operation.told.isWhole) return
  for (const start of history.startsOf(operation.userId)) {
    if (start.told.kind !== 'session' || start.endedMs > operation.beganMs) continue
    const { sessionId } = start.told.session
    if (!ids.has(sessionId))
      yield ['a list lacks an acknowledged session', `${sessionId}: ${describe(operation)}`]
  }
}
