import type { OperatingError } from '../../../src/base/errors.ts'
import type { Session } from '../../../src/sessions/session.ts'

export type Answer =
  | {
      readonly kind: 'session'
      readonly session: Session
      readonly outcome?: string
      readonly expiresAtMs?: number
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: OperatingError }

/** One call of one player, and what came back. */
export interface Entry {
  readonly call: 'start' | 'exit' | 'find' | 'keepAlive' | 'list'
  readonly userId: string
  readonly sessionId: string
  readonly answer: Answer
}

/** How a user's sessions stand in the end. */
export interface Ending {
  readonly sessions: ReadonlyMap<string, Session>
  /** Of the policies that allow one only. */
  readonly isAlone: boolean
}

/** What was answered and turned out to be untrue, one line for each; none when every answer held. */
export function lies(history: readonly Entry[], { sessions, isAlone }: Ending): string[] {
  const found: string[] = []
  const created = new Map<string, number>()
  for (const entry of history) {
    const { answer } = entry
    if (answer.kind !== 'session') continue
    const { session, expiresAtMs, outcome } = answer
    const name = `${entry.call} of ${entry.sessionId}`
    if (outcome === 'created') created.set(session.sessionId, (created.get(session.sessionId) ?? 0) + 1)
    const now = sessions.get(session.sessionId)
    if (!now) found.push(`${name}: the answered session ${session.sessionId} is lost`)
    else found.push(...differences(session, now).map((what) => `${name}: ${what}`))
    if (expiresAtMs === undefined || now?.status !== 'expired' || session.status !== 'active') continue
    if (now.exitedAtMs < expiresAtMs)
      found.push(`${name}: kept alive to ${expiresAtMs}, ended at ${now.exitedAtMs}`)
  }
  for (const [id, times] of created) if (times > 1) found.push(`${id} was created ${times} times`)
  found.push(...nothingStored(history, sessions))
  const active = [...sessions.values()].filter(({ status }) => status === 'active')
  if (isAlone && active.length > 1) {
    found.push(`active at once: ${active.map(({ sessionId }) => sessionId).join(', ')}`)
  }
  return found
}

function differences(answered: Session, now: Session): string[] {
  const facts = ['userId', 'region', 'startedAtMs'] as const
  const changed = facts.filter((fact) => answered[fact] !== now[fact])
  const found = changed.map((fact) => `${fact} was ${answered[fact]} and is ${now[fact]}`)
  if (answered.status === 'active') return found
  if (now.status === 'active') return [...found, 'it had ended and is active']
  if (answered.exitedAtMs !== now.exitedAtMs || answered.status !== now.status) {
    found.push(
      `it had ${answered.status} at ${answered.exitedAtMs} and has ${now.status} at ${now.exitedAtMs}`,
    )
  }
  return found
}

/** A start that was told to have stored nothing has stored nothing, now or later. */
function nothingStored(history: readonly Entry[], sessions: ReadonlyMap<string, Session>): string[] {
  const starts = history.filter(({ call }) => call === 'start')
  const ids = new Set(starts.map(({ sessionId }) => sessionId))
  const toldOf = (id: string) =>
    starts
      .filter(({ sessionId }) => sessionId === id)
      .map(({ answer }) => (answer.kind === 'failed' ? String(answer.error) : answer.kind))
      .join('; ')
  const storedNothing = ({ answer }: Entry) => {
    if (answer.kind === 'failed') return answer.error.stateChanged === 'no'
    return answer.kind === 'session' && answer.outcome === 'resumed'
  }
  return [...ids]
    .filter((id) => starts.filter(({ sessionId }) => sessionId === id).every(storedNothing))
    .filter((id) => sessions.has(id))
    .map((id) => `a start of ${id} was told to have stored nothing (${toldOf(id)}), and it is there`)
}
