import type { Session } from '../../sessions/session.ts'
import type { statements } from './cql.ts'
import type { AuthorityRow, Decision, PlainWrite, SlotChange } from './table-port.ts'

type Cql = ReturnType<typeof statements>

export interface Statement {
  readonly query: string
  readonly params: readonly unknown[]
}

/** The statements of one conditional batch. */
export function decisionStatements(cql: Cql, decision: Decision): { query: string; params: unknown[] }[] {
  const { to, ifVersion, slot } = decision
  const { session } = to
  const row = ifVersion === undefined ? insertStatement(cql, to) : updateStatement(cql, to, ifVersion)
  return [row, ...slotStatement(cql, session, slot)]
}

function insertStatement(cql: Cql, { session, startedBy }: AuthorityRow) {
  const { userId, sessionId, region, status, epoch } = session
  const [startedAt, end, version] = [moment(session.startedAtMs), endOf(session), BigInt(session.version)]
  const params = [userId, sessionId, region, startedAt, status, end, epoch, version, startedBy]
  return { query: cql.insertDecided, params }
}

function updateStatement(cql: Cql, { session, endedBy }: AuthorityRow, ifVersion: number) {
  const { userId, sessionId, region, status, epoch } = session
  const [end, version] = [endOf(session), BigInt(session.version)]
  const params = [region, status, end, epoch, version, endedBy, userId, sessionId, BigInt(ifVersion)]
  return { query: cql.updateDecided, params }
}

function slotStatement(cql: Cql, session: Session, slot: SlotChange) {
  const { userId, sessionId } = session
  switch (slot.kind) {
    case 'take': {
      // In a condition null means "not set"; undefined would leave the condition out.
      const seen = [slot.seen.activeSessionId ?? null, slot.seen.lastSessionId ?? null]
      return [{ query: cql.takeSlot, params: [sessionId, sessionId, userId, ...seen] }]
    }
    case 'free':
      return [{ query: cql.freeSlot, params: [userId, sessionId] }]
    default:
      return []
  }
}

export function plainWriteStatement(cql: Cql, row: PlainWrite, timestampUs: number): Statement {
  const at = BigInt(timestampUs)
  switch (row.table) {
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
      return sessionStatement(cql, row.table, row.session, at)
  }
}

type SessionTable = 'sessions' | 'sessions_by_region_and_user' | 'sessions_by_user'

function sessionStatement(cql: Cql, table: SessionTable, session: Session, at: bigint): Statement {
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
