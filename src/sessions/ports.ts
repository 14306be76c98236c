import type { Deadline } from '../base/deadline.ts'
import type { StartCommand } from './decide.ts'
import type { ActiveSession, EndedSession, Session, SessionStatus } from './session.ts'

export interface StartResult {
  readonly outcome: 'created' | 'repeated' | 'resumed'
  readonly session: Session
  /** The session that this start took the user's slot from: replaced, or found to be over. */
  readonly ended?: EndedSession
}

export interface ExitResult {
  /** 'ended' when this call ended the session, 'repeated' when it had ended before, also by expiry. */
  readonly outcome: 'ended' | 'repeated'
  readonly session: EndedSession
}

export interface KeepAliveResult {
  /** As it is now: the caller learns of an end here. */
  readonly session: Session
  /** When an active session is over unless it is kept alive again; absent when sessions do not expire. */
  readonly expiresAtMs?: number
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
  readonly nowMs: number
  readonly limit: number
  readonly after?: ListPosition
}

export interface ActiveSessionsQuery {
  readonly region: string
  readonly nowMs: number
  readonly limit: number
  readonly after?: ListPosition
}

/** One step of a sweep through a region's active sessions. */
export interface ExpiryQuery {
  readonly region: string
  readonly nowMs: number
  /** Sessions that are over for less than this are left to those who use them. */
  readonly graceMs: number
  /** How many sessions one step looks at. */
  readonly limit: number
  readonly after?: ListPosition
}

export interface ExpiryStep {
  readonly expired: number
  /** Where the next step begins; absent when all have been looked at. */
  readonly next?: ListPosition
}

/**
 * Keeps sessions. Every promise ends by the deadline: with an answer that is durable, or with an `OperatingError`.
 * An acknowledged answer survives the death of the process. Whatever looks at a session whose time is over ends it first.
 * `test/contract/session-store.ts` holds all stores to this.
 */
export interface SessionStore {
  /**
   * Creates, repeats or resumes, by `decideStart`, atomically per user across all servers; rejects with
   * `ActiveSessionExistsError` when the policy says so.
   */
  start(command: StartCommand, deadline: Deadline): Promise<StartResult>
  /** Ends the session, by `decideExit`; `undefined` when there is none with this id. */
  exit(sessionId: string, nowMs: number, deadline: Deadline): Promise<ExitResult | undefined>
  /** Notes that the player is there, by `decideKeepAlive`; `undefined` when there is no such session. */
  keepAlive(sessionId: string, nowMs: number, deadline: Deadline): Promise<KeepAliveResult | undefined>
  find(sessionId: string, nowMs: number, deadline: Deadline): Promise<Session | undefined>
  /** The user's sessions, newest first; same start: by descending id. */
  listOfUser(query: UserSessionsQuery, deadline: Deadline): Promise<SessionPage>
  /** The region's active sessions, newest first; same start: by descending id. */
  listActive(
    query: ActiveSessionsQuery,
    deadline: Deadline,
  ): Promise<SessionPage & { sessions: readonly ActiveSession[] }>
  /** How many sessions of the region are active. May lag behind by the writes now under way. */
  countActive(region: string, deadline: Deadline): Promise<number>
  /** Regions that have active sessions; one whose last session has just ended may still be among them. */
  activeRegions(deadline: Deadline): Promise<readonly string[]>
  /** Ends sessions that nobody looks at and whose time is over. */
  expireOver(query: ExpiryQuery, deadline: Deadline): Promise<ExpiryStep>
  /** Rejects when the store could not serve a request now. */
  check(deadline: Deadline): Promise<void>
  /** Finishes what has been decided, then lets go. */
  close(): Promise<void>
}

/** What operators are told about sessions. */
export interface SessionEvents {
  sessionStarted(outcome: StartResult['outcome']): void
  sessionExited(outcome: ExitResult['outcome']): void
  /** A start under `replace` ended the user's session. */
  sessionReplaced(): void
}

/** What a store tells of its own accord. */
export interface StoreEvents {
  sessionExpired(): void
}
