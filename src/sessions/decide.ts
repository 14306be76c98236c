import { assert } from '../base/assert.ts'
import { expired, isActive, type Seen } from './expiry.ts'
import type { SessionRules } from './rules.ts'
import { type ActiveSession, type EndedSession, isUserId, type Session } from './session.ts'

/**
 * The decisions about sessions, as functions of what the store holds. A store loads, asks here, and writes the answer in
 * one atomic step; it decides nothing itself. `judgedMs` is the time by which sessions are judged to be over: the time
 * of the command without what the clock may be wrong by.
 */

export interface StartCommand {
  /** Names the session and makes the start repeatable: a retry carries the same id. */
  readonly sessionId: string
  readonly userId: string
  readonly region: string
  readonly nowMs: number
  /**
   * 'elsewhere' when the id came in with the request instead of being drawn or derived on this server: the store then
   * makes sure that no other user's session has it.
   */
  readonly idFrom: 'here' | 'elsewhere'
  /**
   * True when the same start may have been tried before: it has a client's key, or another server was asked first. Where
   * nothing else stands in a start's way, one that is new may be written without looking.
   */
  readonly mayRepeat: boolean
}

/** What the store holds about the user at the moment of the decision. */
export interface StartSituation {
  /** The session with the command's own id. */
  readonly own: Seen | undefined
  /** The session in the user's slot. */
  readonly active: Seen<ActiveSession> | undefined
}

export type StartDecision =
  /** `ends`: the session that leaves the slot in the same step. */
  | { readonly kind: 'create'; readonly session: ActiveSession; readonly ends?: EndedSession }
  | { readonly kind: 'repeat'; readonly session: Session }
  /** The own session, whose time is over: it ends in this step. */
  | { readonly kind: 'expire'; readonly session: EndedSession }
  | { readonly kind: 'resume'; readonly session: ActiveSession }
  | { readonly kind: 'reject'; readonly session: ActiveSession }

/** What the caller is told about each decision that gives a session. */
export const START_OUTCOMES = {
  create: 'created',
  repeat: 'repeated',
  expire: 'repeated',
  resume: 'resumed',
} as const

/** The own row is judged before the slot: a retry of one's own start is never a conflict, also after the end. */
export function decideStart(
  { own, active }: StartSituation,
  command: StartCommand,
  judgedMs: number,
  rules: SessionRules,
): StartDecision {
  assert(isUserId(command.userId), 'a start carries a well-formed user id')
  if (own) {
    const over = expired(own, judgedMs, rules)
    return over ? { kind: 'expire', session: over } : { kind: 'repeat', session: own.session }
  }
  const session = createdBy(command)
  if (!active || rules.policy === 'allow') return { kind: 'create', session }
  const over = expired(active, judgedMs, rules)
  if (over) return { kind: 'create', session, ends: over }
  if (rules.policy === 'replace') {
    return { kind: 'create', session, ends: exited(active.session, command.nowMs) }
  }
  return { kind: rules.policy, session: active.session }
}

function createdBy(command: StartCommand): ActiveSession {
  return {
    sessionId: command.sessionId,
    userId: command.userId,
    region: command.region,
    startedAtMs: command.nowMs,
    status: 'active',
    epoch: 0,
    version: 1,
  }
}

/** An exit never comes before its start, whatever the two servers' clocks say. */
function exited(session: ActiveSession, nowMs: number): EndedSession {
  return {
    ...session,
    status: 'exited',
    exitedAtMs: Math.max(nowMs, session.startedAtMs),
    version: session.version + 1,
  }
}

export type ExitDecision =
  | { readonly kind: 'end'; readonly session: EndedSession }
  /** Its time was over before the exit came. */
  | { readonly kind: 'expire'; readonly session: EndedSession }
  | { readonly kind: 'repeat'; readonly session: EndedSession }

/** What the caller is told about each decision: an expired session had ended before the exit. */
export const EXIT_OUTCOMES = { end: 'ended', expire: 'repeated', repeat: 'repeated' } as const

export function decideExit(seen: Seen, nowMs: number, judgedMs: number, rules: SessionRules): ExitDecision {
  if (!isActive(seen)) return { kind: 'repeat', session: endedOf(seen.session) }
  const over = expired(seen, judgedMs, rules)
  return over ? { kind: 'expire', session: over } : { kind: 'end', session: exited(seen.session, nowMs) }
}

export type KeepAliveDecision =
  | { readonly kind: 'alive'; readonly session: ActiveSession; readonly lastSeenMs: number }
  | { readonly kind: 'expire'; readonly session: EndedSession }
  | { readonly kind: 'ended'; readonly session: EndedSession }

export function decideKeepAlive(
  seen: Seen,
  nowMs: number,
  judgedMs: number,
  rules: SessionRules,
): KeepAliveDecision {
  if (!isActive(seen)) return { kind: 'ended', session: endedOf(seen.session) }
  const over = expired(seen, judgedMs, rules)
  if (over) return { kind: 'expire', session: over }
  const { session, lastSeenMs = session.startedAtMs } = seen
  return { kind: 'alive', session, lastSeenMs: Math.max(lastSeenMs, nowMs) }
}

function endedOf(session: Session): EndedSession {
  assert(session.status !== 'active', 'a session that is not active has ended')
  return session
}
