import { describe, expect, it } from '@jest/globals'
import { loaded, problemsOf } from './support.ts'

const regional = { IS_MAIN: 'false', REGION: 'eu', MAIN_SERVER_URL: 'http://localhost:8080' }

describe('main or regional', () => {
  it.each([
    [{}, 'main'],
    [{ IS_MAIN: 'true' }, 'main'],
    [{ IS_MAIN: 'True', MAIN_SERVER_URL: 'http://localhost:8080' }, 'main'],
    [{ REGION: 'eu', MAIN_SERVER_URL: 'http://localhost:8080' }, 'regional'],
    [regional, 'regional'],
  ])('[CFG-7] %j describes a %s server', (environment, role) => {
    expect(loaded(environment).config.role).toBe(role)
  })

  it('[CFG-7] a main server may have a region name of its own', () => {
    expect(loaded({ REGION: 'centre' }).config).toMatchObject({ role: 'main', region: 'centre' })
  })

  it('[CFG-7] a regional server without MAIN_SERVER_URL or REGION is refused, each by its name', () => {
    expect(problemsOf({ IS_MAIN: 'false' })).toEqual({
      REGION: expect.stringContaining('required'),
      MAIN_SERVER_URL: expect.stringContaining('required when IS_MAIN=false'),
    })
  })

  it('[CFG-7] a regional server cannot be called main', () => {
    expect(problemsOf({ ...regional, REGION: 'main' })).toEqual({
      REGION: expect.stringContaining('kept for'),
    })
  })

  it('[CFG-7] IS_MAIN that cannot be read blames neither REGION nor MAIN_SERVER_URL', () => {
    expect(Object.keys(problemsOf({ IS_MAIN: '1' }))).toEqual(['IS_MAIN'])
    expect(Object.keys(problemsOf({ MAIN_SERVER_URL: 'nowhere' }))).toEqual(['MAIN_SERVER_URL'])
  })
})

describe('credentials and TLS', () => {
  it.each([
    [{ CASSANDRA_USERNAME: 'app' }, ['CASSANDRA_PASSWORD']],
    [{ CASSANDRA_PASSWORD: 'secret' }, ['CASSANDRA_USERNAME']],
    [{ CASSANDRA_USERNAME: 'app', CASSANDRA_PASSWORD: 'secret' }, []],
    [{ CASSANDRA_TLS: 'true', CASSANDRA_TLS_CERT_FILE: 'a.pem' }, ['CASSANDRA_TLS_KEY_FILE']],
    [{ CASSANDRA_TLS: 'true', CASSANDRA_TLS_KEY_FILE: 'a.pem' }, ['CASSANDRA_TLS_CERT_FILE']],
    [{ CASSANDRA_TLS_CA_FILE: 'ca.pem' }, ['CASSANDRA_TLS_CA_FILE']],
    [{ CASSANDRA_TLS: 'false', CASSANDRA_TLS_SERVER_NAME: 'db' }, ['CASSANDRA_TLS_SERVER_NAME']],
    [{ CASSANDRA_TLS: 'true' }, []],
  ])('[CFG-8] %j: refused because of %j', (environment, variables) => {
    expect(Object.keys(problemsOf(environment))).toEqual(variables)
  })
})

describe('serial consistency', () => {
  const local = { CASSANDRA_SERIAL_CONSISTENCY: 'LOCAL_SERIAL' }
  const twoDataCentres = { CASSANDRA_REPLICATION: 'NetworkTopologyStrategy:eu=3,us=3' }

  it('[CFG-9] LOCAL_SERIAL over several data centres needs the operator to vouch for it', () => {
    expect(problemsOf({ ...local, ...twoDataCentres })).toEqual({
      CASSANDRA_SERIAL_CONSISTENCY: expect.stringContaining('CASSANDRA_SERIAL_SINGLE_DC=true'),
    })
    expect(problemsOf({ ...local, ...twoDataCentres, CASSANDRA_SERIAL_SINGLE_DC: 'true' })).toEqual({})
    expect(problemsOf({ ...local, CASSANDRA_REPLICATION: 'NetworkTopologyStrategy:eu=3' })).toEqual({})
    expect(problemsOf(twoDataCentres)).toEqual({})
  })
})
