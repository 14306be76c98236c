import { assert } from '../base/assert.ts'
import { type ActiveSession, type EndedSession, isUserId, type Session } from './session.ts'

/**
 * The rules about sessions, as functions of what the store holds. A store loads, asks here, and writes the answer in
 * one atomic step; it decides nothing itself.
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
}

/** What the store holds about the user at the moment of the decision. */
export interface StartSituation {
  /** The session with the command's own id. */
  readonly own: Session | undefined
  /** The session in the user's slot. */
  readonly active: ActiveSession | undefined
}

export type StartDecision =
  | { readonly kind: 'create'; readonly session: ActiveSession }
  | { readonly kind: 'repeat'; readonly session: Session }
  | { readonly kind: 'resume'; readonly session: ActiveSession }

/** What the caller is told about each decision. */
export const START_OUTCOMES = { create: 'created', repeat: 'repeated', resume: 'resumed' } as const

/** The own row is judged before the slot: a retry of one's own start is never a conflict, also after the end. */
export function decideStart(situation: StartSituation, command: StartCommand): StartDecision {
  assert(isUserId(command.userId), 'a start carries a well-formed user id')
  if (situation.own) return { kind: 'repeat', session: situation.own }
  if (situation.active) return { kind: 'resume', session: situation.active }
  return {
    kind: 'create',
    session: {
      sessionId: command.sessionId,
      userId: command.userId,
      region: command.region,
      startedAtMs: command.nowMs,
      status: 'active',
      epoch: 0,
      version: 1,
    },
  }
}

export type ExitDecision =
  | { readonly kind: 'end'; readonly session: EndedSession }
  | { readonly kind: 'ended'; readonly session: EndedSession }

/** An exit never comes before its start, whatever the two servers' clocks say. */
export function decideExit(session: Session, nowMs: number): ExitDecision {
  if (session.status !== 'active') return { kind: 'ended', session }
  return {
    kind: 'end',
    session: {
      ...session,
      status: 'exited',
      exitedAtMs: Math.max(nowMs, session.startedAtMs),
      version: session.version + 1,
    },
  }
}
