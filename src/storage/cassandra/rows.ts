import type cassandra from 'cassandra-driver'
import { assert } from '../../base/assert.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import { type Session, SESSION_STATUSES } from '../../sessions/session.ts'
import type { ActiveEntry, AuthorityRow, PublicRow, Slot } from './table-port.ts'

type Row = cassandra.types.Row

/** Rows of the driver as the port's types. A column that is null is absent. */

export function text(row: Row, column: string): string | undefined {
  const value: unknown = row[column]
  return typeof value === 'string' ? value : undefined
}

function number(row: Row, column: string): number | undefined {
  const value: unknown = row[column]
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

export function moment(row: Row, column: string): number | undefined {
  const value: unknown = row[column]
  return value instanceof Date ? value.getTime() : undefined
}

export function slotOf(row: Row): Slot {
  return { activeSessionId: text(row, 'active_session_id'), lastSessionId: text(row, 'last_session_id') }
}

export function authorityRowOf(row: Row, userId: string): AuthorityRow {
  const startedBy = text(row, 'started_by')
  const endedBy = text(row, 'ended_by')
  const keptBy = text(row, 'kept_by')
  return {
    session: sessionOf(row, userId),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(endedBy === undefined ? {} : { endedBy }),
    ...(keptBy === undefined ? {} : { keptBy }),
  }
}

function sessionOf(row: Row, userId: string): Session {
  const sessionId = text(row, 'session_id')
  const region = text(row, 'region')
  const startedAtMs = moment(row, 'started_at')
  const status = SESSION_STATUSES.find((known) => known === row['status'])
  const version = number(row, 'version')
  assert(
    sessionId !== undefined && region !== undefined && startedAtMs !== undefined && status && version,
    `the row of session ${sessionId} in user_sessions is not whole`,
  )
  const facts = { sessionId, userId, region, startedAtMs, epoch: number(row, 'epoch') ?? 0, version }
  if (status === 'active') return { ...facts, status }
  return { ...facts, status, exitedAtMs: moment(row, 'exited_at') ?? startedAtMs }
}

/** `undefined` for a row without a user: nobody's session. */
export function publicRowOf(row: Row, sessionId: string): PublicRow | undefined {
  const userId = text(row, 'user_id')
  if (userId === undefined) return undefined
  return {
    sessionId,
    userId,
    region: text(row, 'region'),
    startedAtMs: moment(row, 'started_at'),
    status: text(row, 'status'),
    exitedAtMs: moment(row, 'exited_at'),
    version: number(row, 'version'),
    writtenAtUs: Math.max(...['w1', 'w2', 'w3', 'w4'].map((column) => number(row, column) ?? 0)),
  }
}

export function positionOf(row: Row): ListPosition {
  return { startedAtMs: moment(row, 'started_at') ?? 0, sessionId: text(row, 'session_id') ?? '' }
}

export function activeEntryOf(row: Row): ActiveEntry {
  return { ...positionOf(row), userId: text(row, 'user_id') ?? '' }
}

export function countOf(row: Row | undefined, column: string): number {
  return (row && number(row, column)) ?? 0
}

/** Rows of several users. What is not a whole row, such as a partition with nothing but a slot, is nobody's session. */
export function authorityRowsOf(rows: readonly Row[]): AuthorityRow[] {
  return rows.flatMap((row) => {
    const userId = text(row, 'user_id')
    return userId === undefined || !isWhole(row) ? [] : [authorityRowOf(row, userId)]
  })
}

/** Of a row that was inserted and updated a quorum may show the update alone, while the rest is on its way to it. */
export function isWhole(row: Row): boolean {
  const hasText = text(row, 'session_id') !== undefined && text(row, 'region') !== undefined
  const isKnown = SESSION_STATUSES.some((known) => known === row['status'])
  return hasText && isKnown && moment(row, 'started_at') !== undefined && Boolean(number(row, 'version'))
}
