import type { Deadline } from '../base/deadline.ts'
import type { StartCommand } from './decide.ts'
import type { ActiveSession, EndedSession, Session, SessionStatus } from './session.ts'

export interface StartResult {
  readonly outcome: 'created' | 'repeated' | 'resumed'
  readonly session: Session
}

export interface ExitResult {
  /** 'ended' when this call ended the session, 'repeated' when it had ended before. */
  readonly outcome: 'ended' | 'repeated'
  readonly session: EndedSession
}

/** A place in a list: the last session of the page before. Sessions that begin or end meanwhile do not shift it. */
export interface ListPosition {
  readonly startedAtMs: number
  readonly sessionId: string
}

export interface SessionPage {
  readonly sessions: readonly Session[]
  /** Where the next page begins; absent on the last one. A page may be short, or even empty, and not be the last. */
  readonly next?: ListPosition
}

export interface UserSessionsQuery {
  readonly userId: string
  readonly status?: SessionStatus
  readonly limit: number
  readonly after?: ListPosition
}

export interface ActiveSessionsQuery {
  readonly region: string
  readonly limit: number
  readonly after?: ListPosition
}

/**
 * Keeps sessions. Every promise ends by the deadline: with an answer that is durable, or with an `OperatingError`.
 * An acknowledged answer survives the death of the process. `test/contract/session-store.ts` holds all stores to this.
 */
export interface SessionStore {
  /** Creates, repeats or resumes, by `decideStart`, atomically per user across all servers. */
  start(command: StartCommand, deadline: Deadline): Promise<StartResult>
  /** Ends the session, by `decideExit`; `undefined` when there is none with this id. */
  exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined>
  find(sessionId: string, deadline: Deadline): Promise<Session | undefined>
  /** The user's sessions, newest first; same start: by descending id. */
  listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage>
  /** The region's active sessions, newest first; same start: by descending id. */
  listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }>
  /** How many sessions of the region are active. May lag behind by the writes now under way. */
  countActive(region: string, deadline: Deadline): Promise<number>
  /** Rejects when the store could not serve a request now. */
  check(deadline: Deadline): Promise<void>
  /** Finishes what has been decided, then lets go. */
  close(): Promise<void>
}

/** What operators are told about sessions. */
export interface SessionEvents {
  sessionStarted(outcome: StartResult['outcome']): void
  sessionExited(outcome: ExitResult['outcome']): void
}
