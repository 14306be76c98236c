import type { ActiveSession, EndedSession } from '../../../src/sessions/session.ts'
import type { AuthorityRow, TablePort } from '../../../src/storage/cassandra/table-port.ts'

/** What an implementation brings: tables without faults. */
export interface TablesUnderTest {
  /** Carries out one call; virtual time has to be played meanwhile. */
  call<T>(work: (tables: TablePort) => Promise<T>): Promise<T>
  /** Lets so much time pass, for a row to go by itself. */
  letPass(ms: number): Promise<void>
  dispose(): Promise<void>
}

/** What the rules need to talk to the tables. */
export interface Tables extends Pick<TablesUnderTest, 'call' | 'letPass'> {
  readonly newSession: (given?: Partial<ActiveSession>) => ActiveSession
  readonly newOperation: () => string
}

export function ended(session: ActiveSession, exitedAtMs = session.startedAtMs + 1_000): EndedSession {
  return { ...session, status: 'exited', exitedAtMs, version: session.version + 1 }
}

/** The row as it stands after the session's end by this operation. */
export function endedRow(row: AuthorityRow & { session: ActiveSession }, endedBy: string): AuthorityRow {
  return { ...row, session: ended(row.session), endedBy }
}
