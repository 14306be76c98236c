import type { ListPosition } from '../../sessions/ports.ts'
import type { ActiveSession, Session } from '../../sessions/session.ts'

/**
 * What the session repository needs from Cassandra, as typed statements. The driver binding is one implementation; the
 * simulation's tables are the other, so every way in which a statement can end is part of a type.
 *
 * Reads and plain writes reject with `StoreUnavailableError` when they fail; a plain write that failed may still
 * happen, at any time. They carry timestamps, so that repeating them is harmless.
 */
export interface TablePort {
  /** Which session the user's slot holds. */
  readSlot(userId: string, level: ReadLevel): Promise<Slot>
  /** The given sessions of one user, with the slot, as they stood at one moment. */
  readUserSessions(userId: string, sessionIds: readonly string[], level: ReadLevel): Promise<UserView>
  /** One conditional batch on the user's partition: all of it or nothing. Never rejects. */
  decide(decision: Decision): Promise<DecisionOutcome>

  readPublicRow(sessionId: string, level: ReadLevel): Promise<PublicRow | undefined>
  /** Of two writes of one row the one with the higher timestamp stays, whatever their order. */
  write(row: PlainWrite, timestampUs: number): Promise<void>

  /** Newest first, beginning after `after`. */
  readUserPage(userId: string, limit: number, after?: ListPosition): Promise<readonly ListPosition[]>
  readActivePage(bucket: Bucket, limit: number, after?: ListPosition): Promise<readonly ActiveEntry[]>
  countActive(bucket: Bucket): Promise<number>
  /** The hours of a region that may have active sessions, newest first. */
  readHours(region: string): Promise<readonly number[]>

  close(): Promise<void>
}

/**
 * `plain` may be stale. `quorum` sees every acknowledged write of any data centre. `serial` sees every decision that was
 * answered, and settles those that hang.
 */
export type ReadLevel = 'plain' | 'quorum' | 'serial'

/**
 * The user's slot. `lastSessionId` names the session that took it last and stays when that session ends: a start
 * that was decided on one state of the slot and arrives late finds another name here and is refused.
 */
export interface Slot {
  readonly activeSessionId: string | undefined
  readonly lastSessionId: string | undefined
}

export const EMPTY_SLOT: Slot = { activeSessionId: undefined, lastSessionId: undefined }

/** A session in the authority, with the operations that decided about it: by them a caller knows its own write. */
export interface AuthorityRow {
  readonly session: Session
  readonly startedBy?: string
  readonly endedBy?: string
}

export interface UserView {
  /** Absent when none of the asked sessions exists: Cassandra then shows nothing of the partition. */
  readonly slot?: Slot
  readonly rows: readonly AuthorityRow[]
}

export interface Decision {
  readonly to: AuthorityRow
  /** The row must be at this version; absent: there must be no such row. */
  readonly ifVersion?: number
  readonly slot: SlotChange
}

export type SlotChange =
  /** The slot is as it was seen; the session takes it. */
  | { readonly kind: 'take'; readonly seen: Slot }
  /** The session holds the slot and leaves it. */
  | { readonly kind: 'free' }
  | { readonly kind: 'keep' }

export type DecisionOutcome =
  | { readonly kind: 'applied' }
  /** A condition did not hold. `slot` is what stood in its way, when Cassandra says. */
  | { readonly kind: 'refused'; readonly slot?: Slot }
  /** It may have happened, or may happen later. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Nothing was written, now or later. */
  | { readonly kind: 'not-sent'; readonly reason: string }

/** A row of the table that anyone may read, and may have written. */
export interface PublicRow {
  readonly sessionId: string
  readonly userId: string
  readonly region: string | undefined
  readonly startedAtMs: number | undefined
  readonly status: string | undefined
  readonly exitedAtMs: number | undefined
  readonly version: number | undefined
  /** The highest timestamp of its cells. */
  readonly writtenAtUs: number
}

/** A part of a region's list of active sessions. */
export interface Bucket {
  readonly region: string
  /** Hours since the epoch. */
  readonly hour: number
  readonly shard: number
}

export interface ActiveEntry extends ListPosition {
  readonly userId: string
}

export type PlainWrite =
  | {
      readonly table: 'sessions' | 'sessions_by_region_and_user' | 'sessions_by_user'
      readonly session: Session
    }
  | { readonly table: 'active_sessions'; readonly bucket: Bucket; readonly session: ActiveSession }
  | { readonly table: 'active_sessions'; readonly bucket: Bucket; readonly gone: ListPosition }
  | {
      readonly table: 'active_session_hours'
      readonly region: string
      readonly hour: number
      readonly present: boolean
    }
