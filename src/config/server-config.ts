import type { LogLevel } from '../base/logger-port.ts'
import type { PlacementPolicyName } from '../regions/placement/policies.ts'
import type { SessionRules } from '../sessions/rules.ts'
import type { Consistency, Replication, SerialConsistency } from './cassandra-values.ts'

/** What one server is told at its start. It holds no secret, so it may be shown. */
export type ServerConfig = MainConfig | RegionalConfig

export interface MainConfig extends EveryServerConfig {
  readonly role: 'main'
  readonly mainServerUrl?: never
}

export interface RegionalConfig extends EveryServerConfig {
  readonly role: 'regional'
  readonly mainServerUrl: string
}

interface EveryServerConfig {
  readonly region: string
  readonly instance: string
  readonly host: string
  readonly port: number
  /** Absent: the server finds out how main reaches it. */
  readonly publicUrl?: string
  readonly registerIntervalMs: number
  readonly requestTimeoutMs: number
  readonly shutdownTimeoutMs: number
  /** Absent: no limit. */
  readonly capacity?: number
  readonly storage: CassandraConfig | EmbeddedConfig
  readonly rules: SessionRules
  readonly placementPolicy: PlacementPolicyName
  readonly mainAcceptsSessions: boolean
  readonly logLevel: LogLevel
}

export interface CassandraConfig {
  readonly kind: 'cassandra'
  /** host:port each, IPv6 in brackets. */
  readonly contactPoints: readonly string[]
  readonly keyspace: string
  readonly username?: string
  readonly consistency: Consistency
  readonly serialConsistency: SerialConsistency
  /** The operator vouches that only one data centre ever takes part in conditional writes. */
  readonly serialSingleDc: boolean
  readonly timeoutMs: number
  /** Absent: that of the first contact point that answers. */
  readonly localDataCenter?: string
  readonly replication: Replication
  readonly tls?: CassandraTlsConfig
}

export interface CassandraTlsConfig {
  readonly caFile?: string
  readonly certFile?: string
  readonly keyFile?: string
  readonly serverName?: string
}

export interface EmbeddedConfig {
  readonly kind: 'embedded'
  readonly dataDir: string
}

export interface Secrets {
  readonly cassandraPassword?: string
}

export const STORAGES = ['cassandra', 'embedded'] as const
