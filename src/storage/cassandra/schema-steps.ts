/**
 * How the schema has come to be, in order. A step that has been released never changes; a change is a new step. Each
 * statement can be repeated, because several servers may start at once and any of them may die in between. Nothing here
 * needs more than Cassandra 4.1.
 */
export interface SchemaStep {
  readonly step: number
  readonly name: string
  statements(keyspace: string): readonly string[]
}

/**
 * Ended sessions leave their bucket, and what they leave behind costs every reader until it is compacted away. So it may
 * go after seconds, memory is written out every ten seconds, and two files are enough to compact: 200,000 starts and
 * exits are gone within half a minute. A deletion that a replica missed can come back; the list asks the authority about
 * every entry it shows and deletes such a one again.
 */
const QUEUE_LIKE =
  "gc_grace_seconds = 10 AND memtable_flush_period_in_ms = 10000 AND compaction = {'class': " +
  "'SizeTieredCompactionStrategy', 'min_threshold': 2, 'tombstone_threshold': 0.1, " +
  "'tombstone_compaction_interval': 10, 'unchecked_tombstone_compaction': true}"

export const SCHEMA_STEPS: readonly SchemaStep[] = [
  {
    step: 1,
    name: 'sessions, for anyone to read',
    statements: (keyspace) => [
      `CREATE TABLE IF NOT EXISTS ${keyspace}.sessions (session_id text PRIMARY KEY, user_id text, region text, ` +
        'started_at timestamp, status text, exited_at timestamp, epoch int, version bigint)',
      `CREATE INDEX IF NOT EXISTS ON ${keyspace}.sessions (user_id)`,
      `CREATE TABLE IF NOT EXISTS ${keyspace}.sessions_by_region_and_user (region text, user_id text, ` +
        'session_id text, started_at timestamp, status text, exited_at timestamp, version bigint, ' +
        'PRIMARY KEY ((region, user_id), session_id)) WITH CLUSTERING ORDER BY (session_id DESC)',
    ],
  },
  {
    step: 2,
    name: 'the authority',
    statements: (keyspace) => [
      `CREATE TABLE IF NOT EXISTS ${keyspace}.user_sessions (user_id text, session_id text, ` +
        'active_session_id text static, last_session_id text static, region text, started_at timestamp, ' +
        'status text, exited_at timestamp, epoch int, version bigint, started_by text, ended_by text, ' +
        'PRIMARY KEY (user_id, session_id))',
    ],
  },
  {
    step: 3,
    name: 'lists of sessions',
    statements: (keyspace) => [
      `CREATE TABLE IF NOT EXISTS ${keyspace}.sessions_by_user (user_id text, started_at timestamp, ` +
        'session_id text, PRIMARY KEY (user_id, started_at, session_id)) ' +
        'WITH CLUSTERING ORDER BY (started_at DESC, session_id DESC)',
      `CREATE TABLE IF NOT EXISTS ${keyspace}.active_sessions (region text, hour int, shard int, ` +
        'started_at timestamp, session_id text, user_id text, ' +
        'PRIMARY KEY ((region, hour, shard), started_at, session_id)) ' +
        `WITH CLUSTERING ORDER BY (started_at DESC, session_id DESC) AND ${QUEUE_LIKE}`,
      `CREATE TABLE IF NOT EXISTS ${keyspace}.active_session_hours (region text, hour int, ` +
        'PRIMARY KEY (region, hour)) WITH CLUSTERING ORDER BY (hour DESC)',
    ],
  },
  {
    step: 4,
    name: 'keep-alives',
    statements: (keyspace) => [
      `CREATE TABLE IF NOT EXISTS ${keyspace}.session_keep_alives (session_id text PRIMARY KEY, seen_at timestamp)`,
      `ALTER TABLE ${keyspace}.user_sessions ADD IF NOT EXISTS kept_by text`,
    ],
  },
]

/** What keeps account of the steps and of the settings that all servers share. */
export function bookkeepingTables(keyspace: string): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${keyspace}.schema_steps (step int PRIMARY KEY, name text, done_at timestamp)`,
    `CREATE TABLE IF NOT EXISTS ${keyspace}.settings (name text PRIMARY KEY, value text)`,
  ]
}
