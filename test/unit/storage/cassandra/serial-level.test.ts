import { describe, expect, it } from '@jest/globals'
import { DEFAULT_RULES } from '../../../../src/sessions/rules.ts'
import type { CassandraOptions } from '../../../../src/storage/cassandra/options.ts'
import { checkSerialLevel, holdersOf } from '../../../../src/storage/cassandra/serial-level.ts'

const options: CassandraOptions = {
  contactPoints: ['a:9042'],
  keyspace: 'game_backend',
  consistency: 'QUORUM',
  serialConsistency: 'LOCAL_SERIAL',
  rules: DEFAULT_RULES,
}

describe('LOCAL_SERIAL', () => {
  it('[CAS-9] is refused in a keyspace with copies in two data centres', () => {
    const holders = holdersOf(
      { class: 'org.apache.cassandra.locator.NetworkTopologyStrategy', eu: '3', us: '3' },
      [],
    )
    expect(() => checkSerialLevel(options, holders)).toThrow('replicated to eu, us')
    expect(() =>
      checkSerialLevel(options, holdersOf({ class: 'SimpleStrategy' }, ['us', 'eu', 'us'])),
    ).toThrow('replicated to eu, us')
  })

  it('[CAS-9] is accepted with one data centre, or when the operator vouches for it', () => {
    const one = holdersOf({ class: 'NetworkTopologyStrategy', eu: '3', us: '0' }, ['eu', 'us'])
    expect(() => checkSerialLevel(options, one)).not.toThrow()
    expect(() => checkSerialLevel({ ...options, serialSingleDc: true }, ['eu', 'us'])).not.toThrow()
    expect(() => checkSerialLevel({ ...options, serialConsistency: 'SERIAL' }, ['eu', 'us'])).not.toThrow()
  })
})
