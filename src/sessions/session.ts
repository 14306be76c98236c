/** Facts that every session has. `version` is 1 at the start and grows by one with each decision about the session. */
interface SessionFacts {
  readonly sessionId: string
  readonly userId: string
  readonly region: string
  readonly startedAtMs: number
  /** Raised by each move to another region. */
  readonly epoch: number
  readonly version: number
}

export interface ActiveSession extends SessionFacts {
  readonly status: 'active'
}

export interface EndedSession extends SessionFacts {
  readonly status: 'exited' | 'expired'
  readonly exitedAtMs: number
}

export type Session = ActiveSession | EndedSession
export type SessionStatus = Session['status']

export const SESSION_STATUSES: readonly SessionStatus[] = ['active', 'exited', 'expired']

/** A user id is any non-empty text of at most this many characters: code points, as JSON Schema counts them. */
export const MAX_USER_ID_LENGTH = 128

/** Half a surrogate pair is no text: UTF-8, and with it every store, would turn it into another user's id. */
export function isUserId(text: string): boolean {
  return text.length > 0 && !isLongerThanUserId(text) && text.isWellFormed()
}

/** A character takes one or two UTF-16 code units; counting is for what lies in between. */
export function isLongerThanUserId(text: string): boolean {
  if (text.length <= MAX_USER_ID_LENGTH) return false
  return text.length > 2 * MAX_USER_ID_LENGTH || Array.from(text).length > MAX_USER_ID_LENGTH
}
