import { describe, expect, it } from '@jest/globals'
import { unusedVariables } from '../../../src/cli/unused-variables.ts'

describe('variables that the three local servers do not use', () => {
  it('[CLI-11] STORAGE and what is set for Cassandra are named in one line, with what would use them', () => {
    expect(unusedVariables({ STORAGE: 'cassandra', CASSANDRA_KEYSPACE: 'games', CASSANDRA_HOST: 'db' })).toBe(
      'STORAGE, CASSANDRA_HOST, CASSANDRA_KEYSPACE are set, but the three local servers do not use them: they keep ' +
        'sessions in an embedded store; "npm start" with CASSANDRA_HOSTS set starts one server on Cassandra',
    )
    expect(unusedVariables({ CASSANDRA_KEYSPACE: 'games' })).toMatch(
      /^CASSANDRA_KEYSPACE is set, but the three local servers do not use it: /,
    )
  })

  it('[CLI-11] a value is never shown', () => {
    expect(unusedVariables({ CASSANDRA_PASSWORD: 'hush-hush' })).not.toContain('hush-hush')
  })

  it.each([
    {},
    { PORT: '9080', LOG_LEVEL: 'debug' },
    { STORAGE: ' Embedded ' },
    { STORAGE: '', CASSANDRA_TLS: ' ' },
  ])('[CLI-11] nothing is said of %j', (environment) => {
    expect(unusedVariables(environment)).toBeUndefined()
  })

  it('[CLI-11] nothing is said of the query timeout, which is the default of the request timeout', () => {
    expect(unusedVariables({ CASSANDRA_TIMEOUT_SECONDS: '1' })).toBeUndefined()
  })
})
