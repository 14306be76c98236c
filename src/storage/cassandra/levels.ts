import cassandra from 'cassandra-driver'
import type { CassandraOptions, Consistency } from './options.ts'
import type { ReadLevel } from './table-port.ts'

const { consistencies } = cassandra.types

const LEVELS: Readonly<Record<Consistency, cassandra.types.consistencies>> = {
  ANY: consistencies.any,
  ONE: consistencies.one,
  TWO: consistencies.two,
  THREE: consistencies.three,
  QUORUM: consistencies.quorum,
  ALL: consistencies.all,
  LOCAL_QUORUM: consistencies.localQuorum,
  EACH_QUORUM: consistencies.eachQuorum,
  LOCAL_ONE: consistencies.localOne,
}

const WEAK: readonly Consistency[] = ['ANY', 'ONE', 'TWO', 'THREE', 'LOCAL_ONE']

/** The level of each kind of statement, from the two that are configured. */
export interface Levels {
  /** Never below LOCAL_QUORUM: an acknowledged write survives the loss of a replica, and the next read sees it. */
  readonly write: cassandra.types.consistencies
  /**
   * For what a read at QUORUM in any data centre has to find: keep-alives, because another data centre may judge whether
   * the session is over, births, because a conditional start looks for them, and `sessions`, because who finds nothing
   * there answers that there is no such session. LOCAL_QUORUM in one data centre and QUORUM from another need not meet.
   */
  readonly writeForAll: cassandra.types.consistencies
  readonly serial: cassandra.types.consistencies
  /** For what another statement confirms. */
  readonly lookup: cassandra.types.consistencies
  read(level: ReadLevel): cassandra.types.consistencies
}

export function levelsOf(options: CassandraOptions): Levels {
  const { consistency } = options
  const firm = WEAK.includes(consistency) ? consistencies.localQuorum : LEVELS[consistency]
  const serial =
    options.serialConsistency === 'LOCAL_SERIAL' ? consistencies.localSerial : consistencies.serial
  const reads = { plain: firm, quorum: consistencies.quorum, serial }
  return {
    write: firm,
    writeForAll: firm === consistencies.localQuorum ? consistencies.quorum : firm,
    serial,
    // ANY is a level of writes only.
    lookup: consistency === 'ANY' ? consistencies.one : LEVELS[consistency],
    read: (level) => reads[level],
  }
}
