import { assert } from '../../base/assert.ts'
import type { SessionRules } from '../../sessions/rules.ts'

/** Levels of plain reads and writes, by the names that the driver and cqlsh use. */
export const CONSISTENCIES = [
  'ANY',
  'ONE',
  'TWO',
  'THREE',
  'QUORUM',
  'ALL',
  'LOCAL_QUORUM',
  'EACH_QUORUM',
  'LOCAL_ONE',
] as const
export type Consistency = (typeof CONSISTENCIES)[number]

export interface TlsOptions {
  readonly caFile?: string
  readonly certFile?: string
  readonly keyFile?: string
  /** The name that the nodes' certificates carry, when they do not carry the nodes' addresses. */
  readonly serverName?: string
}

export interface CassandraOptions {
  /** host:port each, IPv6 in brackets. */
  readonly contactPoints: readonly string[]
  readonly keyspace: string
  readonly username?: string
  readonly password?: string
  readonly consistency: Consistency
  readonly serialConsistency: 'SERIAL' | 'LOCAL_SERIAL'
  /** The operator vouches that only one data centre ever takes part in conditional writes. */
  readonly serialSingleDc?: boolean
  /** How long one statement may take. */
  readonly timeoutMs?: number
  /** How long the start waits for Cassandra. */
  readonly connectTimeoutMs?: number
  /** Absent: that of the first contact point that answers. */
  readonly localDataCenter?: string
  /** Used when the keyspace is created; an existing keyspace keeps what it has. */
  readonly replication?: Readonly<Record<string, string | number>>
  readonly tls?: TlsOptions
  /** Kept with the schema: all servers of a keyspace have the same. */
  readonly rules: SessionRules
}

export const DEFAULT_TIMEOUT_MS = 5_000
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
export const DEFAULT_REPLICATION = { class: 'SimpleStrategy', replication_factor: 1 } as const

const KEYSPACE = /^[a-zA-Z][a-zA-Z0-9_]{0,47}$/

/** The name as it stands in CQL and in Cassandra's own tables. Identifiers cannot be bound, so nothing else may pass. */
export function keyspaceName(options: CassandraOptions): string {
  assert(
    KEYSPACE.test(options.keyspace),
    `${JSON.stringify(options.keyspace)} is not a keyspace name: a letter, then at most 47 letters, digits or "_"`,
  )
  return options.keyspace.toLowerCase()
}
