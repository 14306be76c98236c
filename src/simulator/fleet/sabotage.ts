import type { Runtime } from '../../base/runtime-port.ts'
import type { RegionClient } from '../../regions/ports.ts'
import type { SessionStore } from '../../sessions/ports.ts'
import type { SessionRules } from '../../sessions/rules.ts'
import type { SimDatabase } from '../cassandra/sim-database.ts'
import type { TablePort } from '../../storage/cassandra/table-port.ts'

export interface SabotagedServer {
  readonly name: string
  readonly runtime: Runtime
  readonly rules: SessionRules
  readonly database: SimDatabase
}

/** A bug that is planted between the parts of each server: what a faulty part would do, done by what surrounds it. */
export interface Sabotage {
  runtime?(runtime: Runtime): Runtime
  tables?(tables: TablePort, server: SabotagedServer): TablePort
  store?(store: SessionStore, server: SabotagedServer): SessionStore
  client?(client: RegionClient, server: SabotagedServer): RegionClient
}
