import type { CassandraOptions } from './options.ts'
import { CassandraStartError } from './start-error.ts'

/** The data centres that hold copies. `SimpleStrategy` does not look at them, so any of them may. */
export function holdersOf(replication: Readonly<Record<string, string>>, known: readonly string[]): string[] {
  const { class: strategy = '', ...factors } = replication
  if (!strategy.endsWith('NetworkTopologyStrategy')) return [...new Set(known)].sort()
  return Object.keys(factors).filter((name) => Number.parseInt(factors[name] ?? '0', 10) > 0)
}

/** Data centres that decide by LOCAL_SERIAL each decide alone: a user would get an active session in every one. */
export function checkSerialLevel(options: CassandraOptions, holders: readonly string[]): void {
  const isAlone = holders.length <= 1 || options.serialSingleDc === true
  if (options.serialConsistency === 'SERIAL' || isAlone) return
  throw new CassandraStartError(
    `LOCAL_SERIAL is not safe in keyspace ${options.keyspace}, which is replicated to ${holders.join(', ')}: ` +
      'a user could get an active session in each; set CASSANDRA_SERIAL_CONSISTENCY=SERIAL, or ' +
      'CASSANDRA_SERIAL_SINGLE_DC=true if only one of them ever takes starts and exits',
  )
}
