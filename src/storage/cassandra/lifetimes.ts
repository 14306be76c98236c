import { expired, type Seen } from '../../sessions/expiry.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import type { Session } from '../../sessions/session.ts'
import { boundedMap } from './bounded-map.ts'
import type { Call } from './call.ts'
import type { TablePort } from './table-port.ts'

/** How many keys one statement names. */
const KEYS_OF_A_READ = 100
const READS_AT_ONCE = 4

/** Finds out when players were last heard of, for sessions that would be over without. */
export class Lifetimes {
  readonly rules: SessionRules
  readonly #tables: TablePort

  constructor(tables: TablePort, rules: SessionRules) {
    this.#tables = tables
    this.rules = rules
  }

  async seen(session: Session, atMs: number, call: Call): Promise<Seen> {
    if (!this.#mattersFor(session, atMs)) return { session }
    const [seen = { session }] = await this.seenAll([session], atMs, call)
    return seen
  }

  /**
   * In the order of the sessions. Keep-alives are read at QUORUM and written so that this finds them (`Levels`): one that
   * was answered before the reading counts, whichever data centre took it.
   */
  async seenAll(sessions: readonly Session[], atMs: number, call: Call): Promise<Seen[]> {
    const asked = sessions.filter((session) => this.#mattersFor(session, atMs)).map((each) => each.sessionId)
    if (asked.length === 0) return sessions.map((session) => ({ session }))
    const parts = Array.from({ length: Math.ceil(asked.length / KEYS_OF_A_READ) }, (_, part) =>
      asked.slice(part * KEYS_OF_A_READ, (part + 1) * KEYS_OF_A_READ),
    )
    const read = await boundedMap(parts, READS_AT_ONCE, (ids) =>
      call.read(() => this.#tables.readKeepAlives(ids, 'quorum')),
    )
    return sessions.map((session) => {
      const lastSeenMs = read.find((some) => some.has(session.sessionId))?.get(session.sessionId)
      return lastSeenMs === undefined ? { session } : { session, lastSeenMs }
    })
  }

  #mattersFor(session: Session, atMs: number): boolean {
    return expired({ session }, atMs, this.rules) !== undefined
  }
}
