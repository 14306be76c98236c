import { describe, expect, it } from '@jest/globals'
import cassandra from 'cassandra-driver'
import { DEFAULT_RULES } from '../../../../src/sessions/rules.ts'
import { levelsOf } from '../../../../src/storage/cassandra/levels.ts'
import { CONSISTENCIES, type Consistency } from '../../../../src/storage/cassandra/options.ts'

const { consistencies } = cassandra.types

const levels = (consistency: Consistency) =>
  levelsOf({
    contactPoints: ['a:9042'],
    keyspace: 'game_backend',
    consistency,
    serialConsistency: 'SERIAL',
    rules: DEFAULT_RULES,
  })

describe('levels', () => {
  it('[CAS-31] what a reader at QUORUM in another data centre has to find is never written at less', () => {
    for (const consistency of CONSISTENCIES) {
      const of = levels(consistency)
      expect([consistencies.quorum, consistencies.eachQuorum, consistencies.all]).toContain(of.writeForAll)
      expect(of.read('quorum')).toBe(consistencies.quorum)
    }
  })
})
