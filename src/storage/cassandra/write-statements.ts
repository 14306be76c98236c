import { assert } from '../../base/assert.ts'
import type { Session } from '../../sessions/session.ts'
import type { statements } from './cql.ts'
import {
  type AuthorityRow,
  BIRTH_TIMESTAMP_US,
  type Decision,
  type PlainWrite,
  type SlotChange,
} from './table-port.ts'

type Cql = ReturnType<typeof statements>

export interface Statement {
  readonly query: string
  readonly params: unknown[]
}

const MICROSECONDS = 1_000

/** The statements of one conditional batch. */
export function decisionStatements(cql: Cql, decision: Decision): Statement[] {
  const { to, ifVersion, ends, slot } = decision
  const row = ifVersion === undefined ? insertStatement(cql, to) : updateStatement(cql, to, ifVersion)
  const change = slotStatement(cql, to.session, slot)
  const end = ends && updateStatement(cql, ends, ends.session.version - 1)
  return [row, ...(change ? [change] : []), ...(end ? [end] : [])]
}

export function markKeptStatement(cql: Cql, { session }: AuthorityRow, keptBy: string): Statement {
  const { userId, sessionId, version } = session
  return { query: cql.markKept, params: [keptBy, userId, sessionId, BigInt(version)] }
}

function insertStatement(cql: Cql, { session, startedBy }: AuthorityRow): Statement {
  const { userId, sessionId, region, status, epoch } = session
  const [startedAt, end, version] = [moment(session.startedAtMs), endOf(session), BigInt(session.version)]
  const params = [userId, sessionId, region, startedAt, status, end, epoch, version, startedBy]
  return { query: cql.insertDecided, params }
}

function updateStatement(cql: Cql, { session, endedBy, keptBy }: AuthorityRow, ifVersion: number): Statement {
  const { userId, sessionId, region, status, epoch } = session
  const changed = [region, status, endOf(session), epoch, BigInt(session.version), endedBy]
  // In a condition null means "not set"; undefined would leave the condition out.
  const params = [...changed, userId, sessionId, BigInt(ifVersion), keptBy ?? null]
  return { query: cql.updateDecided, params }
}

function slotStatement(cql: Cql, session: Session, slot: SlotChange): Statement | undefined {
  const { userId, sessionId } = session
  switch (slot.kind) {
    case 'take': {
      const seen = [slot.seen.activeSessionId ?? null, slot.seen.lastSessionId ?? null]
      return { query: cql.takeSlot, params: [sessionId, sessionId, userId, ...seen] }
    }
    case 'free':
      return { query: cql.freeSlot, params: [userId, sessionId] }
    default:
      return undefined
  }
}

export function plainWriteStatement(cql: Cql, row: PlainWrite, timestampUs: number): Statement {
  const at = BigInt(timestampUs)
  switch (row.table) {
    case 'user_sessions':
      return birthStatement(cql, row.birth)
    case 'session_keep_alives': {
      const { sessionId, seenAtMs, keptForSeconds } = row
      const params = [sessionId, moment(seenAtMs), BigInt(seenAtMs * MICROSECONDS), keptForSeconds]
      return { query: cql.putKeepAlive, params }
    }
    case 'active_session_hours': {
      const { region, hour } = row
      if (row.present) return { query: cql.putHour, params: [region, hour, at] }
      return { query: cql.removeHour, params: [at, region, hour] }
    }
    case 'active_sessions': {
      const key = [row.bucket.region, row.bucket.hour, row.bucket.shard]
      if ('gone' in row) {
        const { startedAtMs, sessionId } = row.gone
        return { query: cql.removeActive, params: [at, ...key, moment(startedAtMs), sessionId] }
      }
      const { startedAtMs, sessionId, userId } = row.session
      return { query: cql.putActive, params: [...key, moment(startedAtMs), sessionId, userId, at] }
    }
    default:
      return sessionStatement(cql, row, at)
  }
}

function birthStatement(cql: Cql, { session, startedBy }: AuthorityRow): Statement {
  const { userId, sessionId, region, startedAtMs, status, epoch, version } = session
  assert(status === 'active', 'a session is born active')
  const facts = [region, moment(startedAtMs), status, epoch, BigInt(version), startedBy]
  return { query: cql.putBirth, params: [userId, sessionId, ...facts, BigInt(BIRTH_TIMESTAMP_US)] }
}

type SessionWrite = Extract<
  PlainWrite,
  { table: 'sessions' | 'sessions_by_region_and_user' | 'sessions_by_user' }
>

function sessionStatement(cql: Cql, row: SessionWrite, at: bigint): Statement {
  if ('gone' in row) {
    const { sessionId } = row.gone
    if (row.table === 'sessions_by_user') {
      const params = [at, row.userId, moment(row.gone.startedAtMs), sessionId]
      return { query: cql.removeByUser, params }
    }
    return { query: cql.removeByRegionAndUser, params: [at, row.gone.region, row.gone.userId, sessionId] }
  }
  const { session, table } = row
  const { sessionId, userId, region, status, epoch } = session
  const startedAt = moment(session.startedAtMs)
  const version = BigInt(session.version)
  const end = endOf(session)
  switch (table) {
    case 'sessions':
      return {
        query: cql.putSession,
        params: [sessionId, userId, region, startedAt, status, end, epoch, version, at],
      }
    case 'sessions_by_region_and_user':
      return {
        query: cql.putByRegionAndUser,
        params: [region, userId, sessionId, startedAt, status, end, version, at],
      }
    default:
      return { query: cql.putByUser, params: [userId, startedAt, sessionId, at] }
  }
}

function moment(ms: number): Date {
  return new Date(ms)
}

/** Undefined leaves the column unset; null would write a tombstone. */
function endOf(session: Session): Date | undefined {
  return session.status === 'active' ? undefined : moment(session.exitedAtMs)
}
