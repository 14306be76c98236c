import { type CheckedHistory, describe, type Findings } from '../checked-history.ts'
import type { Operation } from '../history.ts'

/** What a client that asks for sensible things may be refused with. */
const EXPECTED: ReadonlySet<string> = new Set([
  '404 session_not_found',
  '409 active_session_exists',
  '409 session_ended',
])

/** Each answer is one that the state of things allows. */
export function* answers(history: CheckedHistory): Findings {
  for (const operation of history.operations) {
    const { told } = operation
    if (told.kind === 'refused') {
      if (!EXPECTED.has(`${told.status} ${told.code}`))
        yield ['an answer that nothing justifies', describe(operation)]
      yield* refusalIsRight(history, operation)
    }
    yield* resumedIsActive(history, operation)
    yield* showsTheAsked(operation)
  }
}

function* refusalIsRight(history: CheckedHistory, operation: Operation): Findings {
  const { told, asked } = operation
  if (told.kind !== 'refused') return
  if (told.code === 'session_not_found' && 'sessionId' in asked) {
    if (history.knownStartedMs(asked.sessionId) < operation.beganMs)
      yield ['an acknowledged session was not found', describe(operation)]
  }
  if (told.code === 'session_ended' && 'sessionId' in asked) {
    if (history.final.get(asked.sessionId)?.status === 'active')
      yield ['a heartbeat was refused for a session that is active', describe(operation)]
  }
  if (told.code === 'active_session_exists') yield* rejectsForAnActive(history, operation)
}

function* rejectsForAnActive(history: CheckedHistory, operation: Operation): Findings {
  const { told, asked, userId } = operation
  if (told.kind !== 'refused' || asked.kind !== 'start') return
  if (history.rules.policy !== 'reject')
    yield ['a start was refused although the policy does not', describe(operation)]
  const { sessionId = '', region } = told
  const final = history.final.get(sessionId)
  if (!final || final.userId !== userId || final.region !== region)
    yield ['a refusal names what is no session of the user', describe(operation)]
  if (history.knownEndedMs(sessionId) < operation.beganMs)
    yield ['a refusal names a session that had ended', describe(operation)]
  if (asked.sessionIdOfKey === sessionId) yield ['a start was refused because of itself', describe(operation)]
}

function* resumedIsActive(history: CheckedHistory, operation: Operation): Findings {
  const { told, asked, userId } = operation
  if (told.kind !== 'session' || asked.kind !== 'start') return
  const { sessionId, status } = told.session
  if (told.session.userId !== userId)
    yield ["a start was answered with another user's session", describe(operation)]
  const isOwn = asked.sessionIdOfKey === sessionId
  if (told.status === 200 && !isOwn && !operation.isMain && status !== 'active')
    yield ['a start resumed a session that had ended', describe(operation)]
  if (history.rules.policy === 'replace' && told.status === 200 && asked.key !== undefined && !isOwn)
    yield ['a start resumed although the policy is to replace', describe(operation)]
}

function* showsTheAsked({ asked, told, ...rest }: Operation): Findings {
  if (!('sessionId' in asked) || told.kind !== 'session') return
  if (told.session.sessionId !== asked.sessionId)
    yield ['an answer shows another session', describe({ asked, told, ...rest })]
}
