import cassandra from 'cassandra-driver'
import { errorMessage } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import { between } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { reasonOf, responseCode } from './driver-errors.ts'
import type { Levels } from './levels.ts'
import { type CassandraOptions, DEFAULT_REPLICATION, keyspaceName } from './options.ts'
import { bookkeepingTables, SCHEMA_STEPS } from './schema-steps.ts'
import { CassandraStartError } from './start-error.ts'

const { types } = cassandra
const { unauthorized, configError, syntaxError } = types.responseErrorCodes

/** The schema is there within this time, or the server does not start. */
export const SCHEMA_TIMEOUT_MS = 60_000
/** One change of the schema may take longer than an ordinary statement. */
const CHANGE_TIMEOUT_MS = 20_000
const RETRY_MS = 500
const AGREEMENT_POLL_MS = 100
/** Cassandra grants nothing on a keyspace that does not exist. */
const RIGHTS_ON_IT = 'grant CREATE, ALTER, SELECT and MODIFY on it'

/**
 * Brings the schema up to this version. Servers that start together all do the same: every statement can be repeated,
 * all of them go to one node, which does one after another, and one that still fails is tried again.
 */
export class Schema {
  readonly #client: cassandra.Client
  readonly #options: CassandraOptions
  readonly #levels: Levels
  readonly #runtime: Runtime
  readonly #log: Logger
  readonly #keyspace: string

  constructor(
    client: cassandra.Client,
    options: CassandraOptions,
    levels: Levels,
    runtime: Runtime,
    log: Logger,
  ) {
    this.#client = client
    this.#options = options
    this.#levels = levels
    this.#runtime = runtime
    this.#log = log
    this.#keyspace = keyspaceName(options)
  }

  /** `settle` is what is done once the tables are there; it is tried again like the rest. */
  async prepare(settle: () => Promise<void> = async () => {}): Promise<void> {
    const deadline = this.#runtime.deadline(SCHEMA_TIMEOUT_MS)
    const random = this.#runtime.random('cassandra-schema')
    try {
      for (;;) {
        try {
          await this.#bringUp()
          return await settle()
        } catch (error) {
          this.#throwIfFinal(error)
          this.#log.info('trying to prepare the Cassandra schema again', { reason: reasonOf(error) })
          await this.#runtime.sleep(between(random, RETRY_MS / 2, RETRY_MS), deadline.signal)
          if (!deadline.expired) continue
          throw new CassandraStartError(
            `the schema in keyspace ${this.#keyspace} could not be prepared within ` +
              `${SCHEMA_TIMEOUT_MS / 1000} s (${reasonOf(error)}); see Cassandra's log`,
            { cause: error },
          )
        }
      }
    } finally {
      deadline.dispose()
    }
  }

  /** What the keyspace has, as Cassandra tells: `{ class, …factors }`. */
  async replication(): Promise<Record<string, string> | undefined> {
    const query = 'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?'
    const { rows } = await this.#client.execute(query, [this.#keyspace], { prepare: true })
    const found: Record<string, string> | undefined = rows[0]?.['replication']
    return found
  }

  async #bringUp(): Promise<void> {
    if (!(await this.replication())) await this.#createKeyspace()
    const done = await this.#doneSteps()
    for (const schemaStep of SCHEMA_STEPS) {
      const { step, name } = schemaStep
      if (done.has(step)) continue
      for (const statement of schemaStep.statements(this.#keyspace)) await this.#change(statement)
      await this.#client.execute(
        `INSERT INTO ${this.#keyspace}.schema_steps (step, name, done_at) VALUES (?, ?, toTimestamp(now()))`,
        [step, name],
        { prepare: true, consistency: this.#levels.write },
      )
      this.#log.info('schema step done', { step, name, keyspace: this.#keyspace })
    }
  }

  async #createKeyspace(): Promise<void> {
    const replication = replicationCql(this.#options.replication ?? DEFAULT_REPLICATION)
    try {
      await this.#change(`CREATE KEYSPACE IF NOT EXISTS ${this.#keyspace} WITH replication = ${replication}`)
    } catch (error) {
      const code = responseCode(error)
      if (code === unauthorized) {
        throw this.#lacksRights(error, `create it and ${RIGHTS_ON_IT}, or grant CREATE on all keyspaces`)
      }
      if (code !== configError) throw error
      throw new CassandraStartError(
        `Cassandra refuses the replication ${replication}: ${errorMessage(error)}; correct CASSANDRA_REPLICATION`,
        { cause: error },
      )
    }
    this.#log.info('keyspace created', { keyspace: this.#keyspace, replication })
  }

  async #doneSteps(): Promise<Set<number>> {
    for (const statement of bookkeepingTables(this.#keyspace)) await this.#change(statement)
    // By key: Cassandra asks another replica when one is late, which it does not when it reads a whole table.
    const { rows } = await this.#client.execute(
      `SELECT step FROM ${this.#keyspace}.schema_steps WHERE step IN ?`,
      [SCHEMA_STEPS.map(({ step }) => step)],
      { prepare: true, consistency: this.#levels.read('plain') },
    )
    return new Set(rows.map((row): number => row['step']))
  }

  /** Ends when every node knows the change. */
  async #change(statement: string): Promise<void> {
    const [host] = this.#client.hosts
      .values()
      .filter((each) => each.isUp())
      .sort((a, b) => (a.address < b.address ? -1 : 1))
    await this.#client.execute(statement, [], {
      readTimeout: CHANGE_TIMEOUT_MS,
      ...(host ? { host } : {}),
    })
    const endMs = this.#runtime.monotonicNowMs() + CHANGE_TIMEOUT_MS
    while (!(await agreement(this.#client).checkSchemaAgreement())) {
      if (this.#runtime.monotonicNowMs() > endMs) throw new Error('the nodes do not agree on the schema')
      await this.#runtime.sleep(AGREEMENT_POLL_MS)
    }
  }

  #throwIfFinal(error: unknown): void {
    if (error instanceof CassandraStartError) throw error
    const code = responseCode(error)
    if (code === unauthorized) throw this.#lacksRights(error, RIGHTS_ON_IT)
    if (code === syntaxError) {
      throw new CassandraStartError(`Cassandra does not know a statement: ${errorMessage(error)}`, {
        cause: error,
      })
    }
  }

  #lacksRights(error: unknown, remedy: string): CassandraStartError {
    const who = this.#options.username ?? 'anonymous'
    return new CassandraStartError(
      `the Cassandra user "${who}" lacks rights for keyspace ${this.#keyspace} (${errorMessage(error)}); ${remedy}`,
      { cause: error },
    )
  }
}

/** The driver's typings leave this method out. */
function agreement(client: cassandra.Client): { checkSchemaAgreement(): Promise<boolean> } {
  return client.metadata as cassandra.metadata.Metadata & { checkSchemaAgreement(): Promise<boolean> }
}

const REPLICATION_OPTION = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

/** A map literal of CQL. Its parts cannot be bound, so nothing that could end a text may be in them. */
function replicationCql(replication: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(replication).map(([name, value]) => {
    for (const part of [name, String(value)]) {
      if (REPLICATION_OPTION.test(part)) continue
      throw new CassandraStartError(
        `${JSON.stringify(part)} cannot be part of a replication; correct CASSANDRA_REPLICATION`,
      )
    }
    return typeof value === 'number' ? `'${name}': ${value}` : `'${name}': '${value}'`
  })
  return `{${entries.join(', ')}}`
}
