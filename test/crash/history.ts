/** What clients asked and were told, and what the servers show afterwards. */

export interface ShownSession {
  readonly sessionId: string
  readonly userId: string
  readonly region: string
  readonly startedAt: string
  readonly status: string
  readonly exitedAt?: string
}

/** No answer, or one that promises nothing (503): the call may have been carried out or not. */
interface Unanswered {
  readonly kind: 'unanswered'
  readonly reason: string
}

/** An answer that no fault of a server or a network excuses. */
interface Wrong {
  readonly kind: 'wrong'
  readonly what: string
}

export type StartOutcome =
  | { readonly kind: 'answered'; readonly created: boolean; readonly session: ShownSession }
  | Unanswered
  | Wrong

export type ExitOutcome =
  | { readonly kind: 'answered'; readonly userId: string; readonly exitedAt: string }
  /** 404, for a session that a server has shown before. */
  | { readonly kind: 'unknown' }
  | Unanswered
  | Wrong

interface Asked {
  readonly userId: string
  readonly server: string
  /** On one monotonic clock for all clients: a call that ended before another began came first. */
  readonly beganMs: number
  readonly endedMs: number
}

export interface StartCall extends Asked {
  readonly kind: 'start'
  readonly key?: string
  readonly outcome: StartOutcome
}

export interface ExitCall extends Asked {
  readonly kind: 'exit'
  readonly sessionId: string
  readonly outcome: ExitOutcome
}

export type Call = StartCall | ExitCall

/** What was read when all servers were back and nobody asked for changes. */
export interface Found {
  /** By user: every session in the user's list. */
  readonly listed: ReadonlyMap<string, readonly ShownSession[]>
  /** By session id, for those that were looked up one by one; `undefined` for 404. */
  readonly lookedUp: ReadonlyMap<string, ShownSession | undefined>
}

/**
 * lost: acknowledged and not there. changed: there, and not as acknowledged. doubled: more sessions than can be. wrong:
 * an answer that should not be given at all.
 */
export const FAULT_KINDS = ['lost', 'changed', 'doubled', 'wrong'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  readonly kind: FaultKind
  readonly userId: string
  readonly what: string
}
