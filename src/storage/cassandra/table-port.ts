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
  /**
   * Puts `keptBy` into the row if the session is there, active, and at the version of `row`: a decision that was taken on
   * the row as it was before is then refused. Conditional like `decide`. Never rejects.
   */
  markKept(row: AuthorityRow, keptBy: string): Promise<DecisionOutcome>

  readPublicRow(sessionId: string, level: ReadLevel): Promise<PublicRow | undefined>
  /**
   * Writes each row by itself: when it rejects, any of them may have been written or may still be. Of two writes of one
   * cell the one with the higher timestamp stays, whatever their order.
   */
  write(rows: readonly PlainWrite[], timestampUs: number): Promise<void>
  /** When the players of these sessions were last heard of; a session that was never heard of is absent. */
  readKeepAlives(sessionIds: readonly string[], level: ReadLevel): Promise<ReadonlyMap<string, number>>

  /** Newest first, beginning after `after`. */
  readUserPage(userId: string, limit: number, after?: ListPosition): Promise<readonly ListPosition[]>
  readActivePage(bucket: Bucket, limit: number, after?: ListPosition): Promise<readonly ActiveEntry[]>
  countActive(bucket: Bucket): Promise<number>
  /** The hours of a region that may have active sessions, newest first. */
  readHours(region: string): Promise<readonly number[]>
  /** The regions that may have active sessions. */
  readRegions(): Promise<readonly string[]>
  /** All sessions of the authority, in an order of the table's own. */
  readAuthorityPage(limit: number, after?: RangePosition): Promise<AuthorityPage>

  close(): Promise<void>
}

/**
 * `plain` may be stale. `quorum` sees every acknowledged birth and keep-alive, and every other acknowledged write unless
 * writing at LOCAL_QUORUM in another data centre is configured. `serial` sees every decision that was answered, and
 * settles those that hang.
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
  /** The last keep-alive that came so late that an expiry could have overlooked it. */
  readonly keptBy?: string
}

/** A place in a reading of the whole authority; only the table knows what it means. */
export type RangePosition = string

export interface AuthorityPage {
  readonly rows: readonly AuthorityRow[]
  /** Absent on the last page. A page may be short, or even empty, and not be the last. */
  readonly next?: RangePosition
}

export interface UserView {
  /** Absent when none of the asked sessions exists: Cassandra then shows nothing of the partition. */
  readonly slot?: Slot
  /** Without those of which only a part has come to the replicas that were asked. */
  readonly rows: readonly AuthorityRow[]
}

export interface Decision {
  readonly to: AuthorityRow
  /** The row must be at this version and have `to.keptBy`, also when that is absent; absent: there must be no such row. */
  readonly ifVersion?: number
  /** Another session of the user that ends in the same step; it must be at the version before and have `ends.keptBy`. */
  readonly ends?: AuthorityRow
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

/**
 * The timestamp under which a session is born without a condition. Any conditional write comes later, whatever the
 * clocks of the servers and of the nodes say.
 */
export const BIRTH_TIMESTAMP_US = 1

export type PlainWrite =
  /** A new session in the authority that takes no slot; its timestamp is `BIRTH_TIMESTAMP_US`. */
  | { readonly table: 'user_sessions'; readonly birth: AuthorityRow }
  /** Its timestamp is `seenAtMs` in microseconds: the latest stays. It goes by itself after `keptForSeconds`. */
  | {
      readonly table: 'session_keep_alives'
      readonly sessionId: string
      readonly seenAtMs: number
      readonly keptForSeconds: number
    }
  | {
      readonly table: 'sessions' | 'sessions_by_region_and_user' | 'sessions_by_user'
      readonly session: Session
    }
  | { readonly table: 'sessions_by_user'; readonly userId: string; readonly gone: ListPosition }
  | {
      readonly table: 'sessions_by_region_and_user'
      readonly gone: { readonly region: string; readonly userId: string; readonly sessionId: string }
    }
  | { readonly table: 'active_sessions'; readonly bucket: Bucket; readonly session: ActiveSession }
  | { readonly table: 'active_sessions'; readonly bucket: Bucket; readonly gone: ListPosition }
  | {
      readonly table: 'active_session_hours'
      readonly region: string
      readonly hour: number
      readonly present: boolean
    }
