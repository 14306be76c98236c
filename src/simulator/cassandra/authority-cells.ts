import { type Session, SESSION_STATUSES } from '../../sessions/session.ts'
import type { AuthorityRow, Slot } from '../../storage/cassandra/table-port.ts'
import type { Cell, Cells } from './replicated-row.ts'

/** Rows of the authority as cells, written by the same columns as the statements of the driver binding write. */

export function insertCells({ session, startedBy }: AuthorityRow): Cells {
  const { region, startedAtMs, status, epoch, version } = session
  return { region, startedAtMs, status, exitedAtMs: endOf(session), epoch, version, startedBy }
}

export function endCells({ session, endedBy }: AuthorityRow): Cells {
  const { region, status, epoch, version } = session
  return { region, status, exitedAtMs: endOf(session), epoch, version, endedBy }
}

function endOf(session: Session): number | undefined {
  return session.status === 'active' ? undefined : session.exitedAtMs
}

export function slotOf(cells: Cells | undefined): Slot {
  return { activeSessionId: text(cells?.['activeSessionId']), lastSessionId: text(cells?.['lastSessionId']) }
}

/** `undefined` for a row of which only a part is there. */
export function authorityRowOf(userId: string, sessionId: string, cells: Cells): AuthorityRow | undefined {
  const session = sessionOf(userId, sessionId, cells)
  if (!session) return undefined
  const startedBy = text(cells['startedBy'])
  const endedBy = text(cells['endedBy'])
  const keptBy = text(cells['keptBy'])
  return {
    session,
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(endedBy === undefined ? {} : { endedBy }),
    ...(keptBy === undefined ? {} : { keptBy }),
  }
}

function sessionOf(userId: string, sessionId: string, cells: Cells): Session | undefined {
  const region = text(cells['region'])
  const startedAtMs = number(cells['startedAtMs'])
  const status = SESSION_STATUSES.find((known) => known === cells['status'])
  const version = number(cells['version'])
  const isWhole = region !== undefined && startedAtMs !== undefined && status && version
  if (!isWhole) return undefined
  const facts = { sessionId, userId, region, startedAtMs, epoch: number(cells['epoch']) ?? 0, version }
  if (status === 'active') return { ...facts, status }
  return { ...facts, status, exitedAtMs: number(cells['exitedAtMs']) ?? startedAtMs }
}

export function text(cell: Cell | undefined): string | undefined {
  return typeof cell === 'string' ? cell : undefined
}

export function number(cell: Cell | undefined): number | undefined {
  return typeof cell === 'number' ? cell : undefined
}
