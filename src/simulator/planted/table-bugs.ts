import type { PlainWrite, TablePort } from '../../storage/cassandra/table-port.ts'
import type { SabotagedServer } from '../fleet/sabotage.ts'
import { changed } from './changed.ts'
import type { PlantedBug } from './planted-bug.ts'

const MICROSECONDS = 1_000
/** Above what any decision has. */
const LATE_BIRTH_US = 2_000_000_000_000_000

type Change = (tables: TablePort, server: SabotagedServer) => Partial<TablePort>

function planted(name: string, change: Change): PlantedBug {
  return {
    name,
    plant: () => ({ tables: (tables, server) => changed(tables, change(tables, server)) }),
  }
}

/** Writes what is left of the rows; nothing is left to write nothing. */
function writing(tables: TablePort, keep: (row: PlainWrite) => boolean): Partial<TablePort> {
  return {
    write: async (rows, timestampUs) => {
      const kept = rows.filter(keep)
      if (kept.length > 0) await tables.write(kept, timestampUs)
    },
  }
}

/** Bugs in what is written plainly and in what is read. */
export const TABLE_BUGS: readonly PlantedBug[] = [
  planted('a keep-alive is acknowledged and not written', (tables) =>
    writing(tables, ({ table }) => table !== 'session_keep_alives'),
  ),
  planted('a session expires although it is kept alive', () => ({ readKeepAlives: async () => new Map() })),
  planted('a keep-alive in the last moment is not marked', () => ({
    markKept: async () => ({ kind: 'applied' }),
  })),
  planted('derived rows are not repaired', () => ({ readAuthorityPage: async () => ({ rows: [] }) })),
  planted('ended sessions stay in the list', (tables) =>
    writing(tables, (row) => !(row.table === 'active_sessions' && 'gone' in row)),
  ),
  planted('the public row is left behind', (tables) =>
    writing(tables, (row) => !(row.table === 'sessions' && row.session.version > 1)),
  ),
  planted('derived rows are ordered by the clock', (tables, { runtime }) => ({
    write: (rows, timestampUs) => {
      const isDerived = rows.some(({ table }) => table !== 'user_sessions' && table !== 'session_keep_alives')
      return tables.write(rows, isDerived ? runtime.wallNowMs() * MICROSECONDS : timestampUs)
    },
  })),
  planted('a birth beats decisions', (tables) => ({
    write: (rows, timestampUs) =>
      tables.write(rows, rows.some(({ table }) => table === 'user_sessions') ? LATE_BIRTH_US : timestampUs),
  })),
  planted('a stale look becomes the answer', (tables) => ({
    readSlot: (userId) => tables.readSlot(userId, 'plain'),
    readUserSessions: (userId, ids) => tables.readUserSessions(userId, ids, 'plain'),
  })),
  planted('a look-up that finds nothing is not repeated', (tables) => ({
    readPublicRow: (sessionId) => tables.readPublicRow(sessionId, 'plain'),
  })),
]
