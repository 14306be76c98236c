import { describe, expect, it } from '@jest/globals'
import { loadServerConfig } from '../../../src/config/load-server-config.ts'
import { cassandraOf, loaded, problemsOf } from './support.ts'

describe('configuration of a server', () => {
  it('[CFG-1] an empty environment describes a main server on Cassandra with the documented defaults', () => {
    expect(loaded({})).toEqual({
      ok: true,
      secrets: {},
      config: {
        role: 'main',
        region: 'main',
        instance: 'default',
        host: '0.0.0.0',
        port: 8080,
        registerIntervalMs: 30_000,
        requestTimeoutMs: 5_000,
        shutdownTimeoutMs: 10_000,
        storage: {
          kind: 'cassandra',
          contactPoints: ['localhost:9042'],
          keyspace: 'game_backend',
          consistency: 'QUORUM',
          serialConsistency: 'SERIAL',
          serialSingleDc: false,
          timeoutMs: 5_000,
          replication: { class: 'SimpleStrategy', replication_factor: 1 },
        },
        rules: { policy: 'resume', ttlMs: 0 },
        placementPolicy: 'first',
        mainAcceptsSessions: true,
        logLevel: 'info',
      },
    })
  })

  it('[CFG-1] every variable reaches the configuration', () => {
    const { config, secrets } = loaded({
      HOST: '127.0.0.1',
      PORT: '8081',
      REGION: 'eu',
      IS_MAIN: 'FALSE',
      MAIN_SERVER_URL: 'http://main.example:8080/',
      PUBLIC_URL: 'https://eu.example/game/',
      INSTANCE_ID: 'eu-2',
      REGION_CAPACITY: '500',
      REGISTER_INTERVAL_SECONDS: '0.5',
      REQUEST_TIMEOUT_SECONDS: '3',
      SHUTDOWN_TIMEOUT_SECONDS: '20',
      ACTIVE_SESSION_POLICY: 'Replace',
      SESSION_TTL_SECONDS: '90.5',
      PLACEMENT_POLICY: 'Round-Robin',
      MAIN_ACCEPTS_SESSIONS: 'false',
      LOG_LEVEL: 'WARN',
      CASSANDRA_HOSTS: 'a, b:9043,[::1]',
      CASSANDRA_KEYSPACE: 'Games',
      CASSANDRA_USERNAME: 'app',
      CASSANDRA_PASSWORD: ' with space ',
      CASSANDRA_CONSISTENCY: 'local_quorum',
      CASSANDRA_TIMEOUT_SECONDS: '1',
      CASSANDRA_LOCAL_DC: 'eu',
      CASSANDRA_REPLICATION: 'NetworkTopologyStrategy:eu=3,us=2',
      CASSANDRA_SERIAL_CONSISTENCY: 'local_serial',
      CASSANDRA_SERIAL_SINGLE_DC: 'true',
      CASSANDRA_TLS: 'true',
      CASSANDRA_TLS_CA_FILE: '/tls/ca.pem',
      CASSANDRA_TLS_CERT_FILE: '/tls/cert.pem',
      CASSANDRA_TLS_KEY_FILE: '/tls/key.pem',
      CASSANDRA_TLS_SERVER_NAME: 'db.example',
    })
    expect(secrets).toEqual({ cassandraPassword: ' with space ' })
    expect(config).toEqual({
      role: 'regional',
      region: 'eu',
      instance: 'eu-2',
      host: '127.0.0.1',
      port: 8081,
      publicUrl: 'https://eu.example/game',
      mainServerUrl: 'http://main.example:8080',
      capacity: 500,
      registerIntervalMs: 500,
      requestTimeoutMs: 3_000,
      shutdownTimeoutMs: 20_000,
      storage: {
        kind: 'cassandra',
        contactPoints: ['a:9042', 'b:9043', '[::1]:9042'],
        keyspace: 'games',
        username: 'app',
        consistency: 'LOCAL_QUORUM',
        serialConsistency: 'LOCAL_SERIAL',
        serialSingleDc: true,
        timeoutMs: 1_000,
        localDataCenter: 'eu',
        replication: { class: 'NetworkTopologyStrategy', eu: 3, us: 2 },
        tls: {
          caFile: '/tls/ca.pem',
          certFile: '/tls/cert.pem',
          keyFile: '/tls/key.pem',
          serverName: 'db.example',
        },
      },
      rules: { policy: 'replace', ttlMs: 90_500 },
      placementPolicy: 'round-robin',
      mainAcceptsSessions: false,
      logLevel: 'warn',
    })
  })

  it('[CFG-2] a blank value counts as not set, and spaces around a value are no part of it', () => {
    expect(loaded({ PORT: '', REGION: '  ', CASSANDRA_HOSTS: '' })).toEqual(loaded({}))
    expect(loaded({ PORT: ' 9000 ' }).config.port).toBe(9000)
  })

  it('[CFG-3] every bad value is listed at once, relations between variables included', () => {
    const problems = problemsOf({
      PORT: 'abc',
      IS_MAIN: 'false',
      REGISTER_INTERVAL_SECONDS: '0',
      LOG_LEVEL: 'loud',
      STORAGE: 'disk',
      CASSANDRA_USERNAME: 'app',
    })
    expect(Object.keys(problems)).toEqual([
      'PORT',
      'REGISTER_INTERVAL_SECONDS',
      'LOG_LEVEL',
      'STORAGE',
      'REGION',
      'MAIN_SERVER_URL',
      'CASSANDRA_PASSWORD',
    ])
    expect(problems['PORT']).toBe('"abc" is not a whole number from 0 to 65535')
  })

  it('[CFG-3] a variable is reported once, by what is wrong with it itself', () => {
    const result = loadServerConfig({ IS_MAIN: 'false', REGION: 'EU', MAIN_SERVER_URL: 'main:8080' })
    expect(result.ok ? [] : result.problems.map(({ variable }) => variable)).toEqual([
      'REGION',
      'MAIN_SERVER_URL',
    ])
  })

  it('[CFG-4] the password is in the secrets only, and no message repeats a secret', () => {
    const { config } = loaded({ CASSANDRA_USERNAME: 'app', CASSANDRA_PASSWORD: 'hush-hush' })
    expect(JSON.stringify(config)).not.toContain('hush-hush')
    const messages = JSON.stringify([
      problemsOf({ CASSANDRA_PASSWORD: 'hush-hush' }),
      problemsOf({ CASSANDRA_HOSTS: 'app:hush-hush@db' }),
      problemsOf({ MAIN_SERVER_URL: 'http://app:hush-hush@main' }),
      problemsOf({ PUBLIC_URL: 'ftp://app:hush-hush@main' }),
    ])
    expect(messages).toContain('CASSANDRA_HOSTS')
    expect(messages).not.toContain('hush-hush')
  })

  it('[CFG-5] the request timeout follows the query timeout unless it is set', () => {
    expect(loaded({ CASSANDRA_TIMEOUT_SECONDS: '1' }).config.requestTimeoutMs).toBe(1000)
    expect(
      loaded({ CASSANDRA_TIMEOUT_SECONDS: '1', REQUEST_TIMEOUT_SECONDS: '4' }).config.requestTimeoutMs,
    ).toBe(4000)
  })

  it('[CFG-6] a server started by environment is on Cassandra; STORAGE=embedded chooses the files in DATA_DIR', () => {
    expect(cassandraOf({ DATA_DIR: '/srv/data' }).kind).toBe('cassandra')
    expect(loaded({ STORAGE: 'embedded' }).config.storage).toEqual({ kind: 'embedded', dataDir: './data' })
    expect(loaded({ STORAGE: 'Embedded', DATA_DIR: '/srv/data' }).config.storage).toEqual({
      kind: 'embedded',
      dataDir: '/srv/data',
    })
  })
})
