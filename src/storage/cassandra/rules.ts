import type cassandra from 'cassandra-driver'
import type { Logger } from '../../base/logger-port.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import {
  DEFAULT_RULES,
  describeRules,
  sameRules,
  SESSION_POLICIES,
  type SessionPolicy,
  type SessionRules,
} from '../../sessions/rules.ts'
import { connect } from './connect.ts'
import { type Levels, levelsOf } from './levels.ts'
import { type CassandraOptions, keyspaceName } from './options.ts'
import { Schema } from './schema.ts'
import { CassandraStartError } from './start-error.ts'

const POLICY = 'session_policy'
const TTL = 'session_ttl_ms'

/** The rules of all servers of a keyspace, in its table `settings`. Each is written by condition, so the first one counts. */
export class StoredRules {
  readonly #client: cassandra.Client
  readonly #settings: string
  readonly #levels: Levels

  constructor(client: cassandra.Client, keyspace: string, levels: Levels) {
    this.#client = client
    this.#settings = `${keyspace}.settings`
    this.#levels = levels
  }

  /**
   * Makes `rules` those of a keyspace that has none yet; gives those that it has. Of servers that start together with
   * different ones only one goes on after the policy, so that the rules are never a mixture.
   */
  async settle(rules: SessionRules): Promise<SessionRules> {
    const policy = knownPolicy(await this.#insert(POLICY, rules.policy))
    if (policy !== rules.policy) return { ...DEFAULT_RULES, ...(await this.read()), policy }
    return { policy, ttlMs: Number(await this.#insert(TTL, String(rules.ttlMs))) }
  }

  /** What is there, decided for good; nothing in a keyspace without rules. */
  async read(): Promise<Partial<SessionRules> | undefined> {
    const { rows } = await this.#client.execute(
      `SELECT name, value FROM ${this.#settings} WHERE name IN ?`,
      [[POLICY, TTL]],
      { prepare: true, consistency: this.#levels.read('plain'), isIdempotent: true },
    )
    const values = new Map(rows.map((row): [string, string] => [row['name'], row['value']]))
    const [policyText, ttlText] = [values.get(POLICY), values.get(TTL)]
    if (policyText === undefined && ttlText === undefined) return undefined
    return {
      ...(policyText !== undefined && { policy: knownPolicy(policyText) }),
      ...(ttlText !== undefined && { ttlMs: Number(ttlText) }),
    }
  }

  async write({ policy, ttlMs }: SessionRules): Promise<void> {
    await this.#put(POLICY, policy)
    await this.#put(TTL, String(ttlMs))
  }

  /** The value that is there then. */
  async #insert(name: string, value: string): Promise<string> {
    const query = `INSERT INTO ${this.#settings} (name, value) VALUES (?, ?) IF NOT EXISTS`
    const result = await this.#conditional(query, [name, value])
    return result.wasApplied() ? value : result.first()['value']
  }

  async #put(name: string, value: string): Promise<void> {
    // By condition like the insert: a plain write could lose to it by the nodes' clocks.
    const query = `UPDATE ${this.#settings} SET value = ? WHERE name = ? IF EXISTS`
    await this.#insert(name, value)
    await this.#conditional(query, [value, name])
  }

  #conditional(query: string, params: readonly string[]): Promise<cassandra.types.ResultSet> {
    const { write: consistency, serial: serialConsistency } = this.#levels
    return this.#client.execute(query, [...params], { prepare: true, consistency, serialConsistency })
  }
}

function knownPolicy(stored: string): SessionPolicy {
  const policy = SESSION_POLICIES.find((known) => known === stored)
  if (policy) return policy
  throw new CassandraStartError(
    `the keyspace keeps sessions by the policy "${stored}", which this version does not know; use a newer one`,
  )
}

export function checkRules(keyspace: string, stored: SessionRules, own: SessionRules): void {
  if (sameRules(stored, own)) return
  throw new CassandraStartError(
    `keyspace ${keyspace} keeps sessions by ${describeRules(stored)} and this server has ${describeRules(own)}; ` +
      'set the same, or stop all servers of the keyspace and run `gamemesh rules` to change it',
  )
}

/** What the keyspace's sessions are kept by; replaces it when `change` says so. Servers that run notice and serve no more. */
export async function cassandraRules(
  options: CassandraOptions,
  change: Partial<SessionRules>,
  runtime: Runtime,
  log: Logger,
): Promise<{ readonly before: SessionRules | undefined; readonly now: SessionRules }> {
  const levels = levelsOf(options)
  const connection = await connect(options, runtime, log)
  try {
    await new Schema(connection.client, options, levels, runtime, log).prepare()
    const stored = new StoredRules(connection.client, keyspaceName(options), levels)
    const found = await stored.read()
    const before = found && { ...DEFAULT_RULES, ...found }
    const now = { ...DEFAULT_RULES, ...before, ...change }
    if (!before || !sameRules(before, now)) await stored.write(now)
    return { before, now }
  } finally {
    await connection.close()
  }
}
