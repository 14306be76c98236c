import cassandra from 'cassandra-driver'
import type { ListPosition } from '../../sessions/ports.ts'
import type { Connection } from './connect.ts'
import { statements } from './cql.ts'
import { asUnavailable, failedDecision } from './driver-errors.ts'
import type { Levels } from './levels.ts'
import {
  activeEntryOf,
  authorityRowOf,
  authorityRowsOf,
  countOf,
  isWhole,
  moment,
  positionOf,
  publicRowOf,
  slotOf,
  text,
} from './rows.ts'
import {
  type ActiveEntry,
  type AuthorityPage,
  type AuthorityRow,
  type Bucket,
  type Decision,
  type DecisionOutcome,
  EMPTY_SLOT,
  type PlainWrite,
  type PublicRow,
  type RangePosition,
  type ReadLevel,
  type Slot,
  type TablePort,
  type UserView,
} from './table-port.ts'
import {
  decisionStatements,
  markKeptStatement,
  plainWriteStatement,
  type Statement,
} from './write-statements.ts'

const { policies } = cassandra

/** More rows than any page has, so that the driver never pages by itself. */
const FETCH_SIZE = 5_000

const NO_RETRIES = new policies.retry.FallthroughRetryPolicy()

/** The table port on real Cassandra. Everything is prepared; the driver may repeat what is harmless to repeat. */
export class DriverTables implements TablePort {
  readonly #client: cassandra.Client
  readonly #connection: Connection
  readonly #levels: Levels
  readonly #cql: ReturnType<typeof statements>
  readonly #turn = new Turn()

  constructor(connection: Connection, keyspace: string, levels: Levels) {
    this.#client = connection.client
    this.#connection = connection
    this.#levels = levels
    this.#cql = statements(keyspace)
  }

  async readSlot(userId: string, level: ReadLevel): Promise<Slot> {
    const [row] = await this.#read(this.#cql.readSlot, [userId], this.#levels.read(level))
    return row ? slotOf(row) : EMPTY_SLOT
  }

  async readUserSessions(userId: string, sessionIds: readonly string[], level: ReadLevel): Promise<UserView> {
    const params = [userId, [...sessionIds]]
    const rows = await this.#read(this.#cql.readUserSessions, params, this.#levels.read(level))
    const [first] = rows
    if (!first) return { rows: [] }
    return { slot: slotOf(first), rows: rows.filter(isWhole).map((row) => authorityRowOf(row, userId)) }
  }

  async decide(decision: Decision): Promise<DecisionOutcome> {
    return this.#conditional((options) =>
      this.#client.batch(decisionStatements(this.#cql, decision), options),
    )
  }

  async markKept(row: AuthorityRow, keptBy: string): Promise<DecisionOutcome> {
    const { query, params } = markKeptStatement(this.#cql, row, keptBy)
    return this.#conditional((options) => this.#client.execute(query, params, options))
  }

  async readPublicRow(sessionId: string, level: ReadLevel): Promise<PublicRow | undefined> {
    const consistency = level === 'plain' ? this.#levels.lookup : this.#levels.read(level)
    const [row] = await this.#read(this.#cql.readPublicRow, [sessionId], consistency)
    return row && publicRowOf(row, sessionId)
  }

  async write(rows: readonly PlainWrite[], timestampUs: number): Promise<void> {
    const written = rows.map((row) => plainWriteStatement(this.#cql, row, timestampUs))
    const consistency = rows.some(isForAll) ? this.#levels.writeForAll : this.#levels.write
    const [first, second] = written
    if (first && !second) return void (await this.#execute(first.query, first.params, consistency))
    try {
      const options = { prepare: true, logged: false, consistency, isIdempotent: true }
      await this.#turn.end()
      await this.#client.batch(written, options)
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  async readKeepAlives(sessionIds: readonly string[], level: ReadLevel): Promise<Map<string, number>> {
    const rows = await this.#read(this.#cql.readKeepAlives, [[...sessionIds]], this.#levels.read(level))
    return new Map(rows.map((row) => [text(row, 'session_id') ?? '', moment(row, 'seen_at') ?? 0]))
  }

  async readUserPage(userId: string, limit: number, after?: ListPosition): Promise<ListPosition[]> {
    const { userPage, userPageAfter } = this.#cql
    const rows = await this.#page(userPage, userPageAfter, [userId], limit, after)
    return rows.map(positionOf)
  }

  async readActivePage(bucket: Bucket, limit: number, after?: ListPosition): Promise<ActiveEntry[]> {
    const { activePage, activePageAfter } = this.#cql
    const key = [bucket.region, bucket.hour, bucket.shard]
    const rows = await this.#page(activePage, activePageAfter, key, limit, after)
    return rows.map(activeEntryOf)
  }

  async countActive({ region, hour, shard }: Bucket): Promise<number> {
    const [row] = await this.#read(this.#cql.countActive, [region, hour, shard], this.#levels.read('plain'))
    return countOf(row, 'members')
  }

  async readHours(region: string): Promise<number[]> {
    const rows = await this.#read(this.#cql.readHours, [region], this.#levels.read('plain'))
    return rows.map((row) => countOf(row, 'hour'))
  }

  async readRegions(): Promise<string[]> {
    const rows = await this.#read(this.#cql.readRegions, [], this.#levels.read('plain'))
    return rows.map((row) => text(row, 'region') ?? '')
  }

  async readAuthorityPage(limit: number, after?: RangePosition): Promise<AuthorityPage> {
    try {
      const { rows, pageState } = await this.#client.execute(this.#cql.readAuthority, [], {
        prepare: true,
        consistency: this.#levels.read('plain'),
        isIdempotent: true,
        fetchSize: limit,
        ...(after === undefined ? {} : { pageState: after }),
      })
      return { rows: authorityRowsOf(rows), ...(pageState ? { next: pageState } : {}) }
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  async #conditional(
    send: (options: cassandra.QueryOptions) => Promise<cassandra.types.ResultSet>,
  ): Promise<DecisionOutcome> {
    try {
      await this.#turn.end()
      const result = await send({
        prepare: true,
        consistency: this.#levels.write,
        serialConsistency: this.#levels.serial,
        // A conditional write that the driver sent twice could come back as refused by itself.
        isIdempotent: false,
        retry: NO_RETRIES,
      })
      if (result.wasApplied()) return { kind: 'applied' }
      const row = result.first()
      // Columns of the slot come back only if they were part of the condition.
      return 'last_session_id' in row ? { kind: 'refused', slot: slotOf(row) } : { kind: 'refused' }
    } catch (error) {
      return failedDecision(error)
    }
  }

  #page(
    fromTheTop: string,
    fromAPlace: string,
    key: readonly unknown[],
    limit: number,
    after: ListPosition | undefined,
  ): Promise<cassandra.types.Row[]> {
    const level = this.#levels.read('plain')
    if (!after) return this.#read(fromTheTop, [...key, limit], level)
    return this.#read(fromAPlace, [...key, new Date(after.startedAtMs), after.sessionId, limit], level)
  }

  async #read(
    query: string,
    params: Statement['params'],
    consistency: cassandra.types.consistencies,
  ): Promise<cassandra.types.Row[]> {
    return (await this.#execute(query, params, consistency)).rows
  }

  async #execute(
    query: string,
    params: Statement['params'],
    consistency: cassandra.types.consistencies,
  ): Promise<cassandra.types.ResultSet> {
    try {
      await this.#turn.end()
      return await this.#client.execute(query, params, {
        prepare: true,
        consistency,
        isIdempotent: true,
        fetchSize: FETCH_SIZE,
      })
    } catch (error) {
      throw asUnavailable(error)
    }
  }
}

/**
 * The end of the current turn of the event loop, when all that its connections had to read has been read. Statements that
 * wait for it go to Cassandra in one write, however many requests asked for them: one write for each would wake Cassandra
 * for each.
 */
class Turn {
  #end: Promise<void> | undefined

  end(): Promise<void> {
    this.#end ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#end = undefined
        resolve()
      })
    })
    return this.#end
  }
}

/** What others look for at QUORUM, see `Levels`. */
function isForAll({ table }: PlainWrite): boolean {
  return table === 'user_sessions' || table === 'session_keep_alives' || table === 'sessions'
}
