import { describe, expect, it } from '@jest/globals'
import { cassandraOf, loaded, problemsOf } from './support.ts'

describe('values that are refused, by the name of their variable', () => {
  it.each([
    [
      'HOST',
      [
        'http://localhost',
        'a b',
        '[::1]',
        '-',
        'a/b',
        '999.1.1.1',
        '1.2.3',
        'a..b',
        '-a.b',
        ':::',
        'a'.repeat(64),
      ],
    ],
    ['PORT', ['abc', '-1', '65536', '80.5', '0x50', '8080 8081', '1e3']],
    ['REGION', ['EU', 'a_b', 'a'.repeat(33), 'eu west', 'é']],
    ['IS_MAIN', ['1', 'yes', 'truee']],
    ['INSTANCE_ID', ['a b', 'x'.repeat(65), 'ä']],
    ['PLACEMENT_POLICY', ['random']],
    ['MAIN_ACCEPTS_SESSIONS', ['on']],
    [
      'MAIN_SERVER_URL',
      ['localhost:8080', 'ftp://main', 'http://', 'http://u:p@main', 'http://main/?a=1', 'http://main#x'],
    ],
    ['PUBLIC_URL', ['eu.example', 'http://eu.example?']],
    ['REGISTER_INTERVAL_SECONDS', ['0', '0.09', '3601', '-1', '1s', 'Infinity']],
    ['REGION_CAPACITY', ['0', '-5', '1.5', 'many']],
    ['REQUEST_TIMEOUT_SECONDS', ['0', '301', 'x']],
    ['SHUTDOWN_TIMEOUT_SECONDS', ['0', '301']],
    ['ACTIVE_SESSION_POLICY', ['refuse', 'resume,allow']],
    ['SESSION_TTL_SECONDS', ['-1', '0.5', '2592001', 'never', '1h']],
    ['LOG_LEVEL', ['trace', '1']],
    ['STORAGE', ['memory', 'lmdb']],
    ['CASSANDRA_HOSTS', [',', 'a,,b', 'a:0', 'a:65536', 'a:b', '::1', '[::1', 'http://a', 'a b']],
    ['CASSANDRA_KEYSPACE', ['1a', 'a-b', 'a;drop', 'a b', '"a"', 'a'.repeat(49), '_a']],
    ['CASSANDRA_CONSISTENCY', ['SERIAL', 'LOCAL_SERIAL', 'MOST']],
    ['CASSANDRA_TIMEOUT_SECONDS', ['0', 'five']],
    ['CASSANDRA_SERIAL_CONSISTENCY', ['QUORUM']],
    ['CASSANDRA_SERIAL_SINGLE_DC', ['0']],
    ['CASSANDRA_TLS', ['1']],
  ])('[CFG-10] %s', (variable, values) => {
    for (const value of values) {
      expect([value, Object.keys(problemsOf({ [variable]: value }))]).toEqual([
        value,
        expect.arrayContaining([variable]),
      ])
    }
  })

  it('[CFG-10] a long or many-lined value is shown cut, on one line', () => {
    const message = problemsOf({ REGION: `a\nb${'x'.repeat(5000)}` })['REGION'] ?? ''
    expect(message.length).toBeLessThan(250)
    expect(message).not.toContain('\n')
  })
})

describe('values that are taken', () => {
  it.each(['127.0.0.1', 'localhost', '::', 'fe80::1%eth0', 'a-b.example', 'my_pc', '4you.example.'])(
    '[CFG-11] HOST=%s',
    (host) => {
      expect(loaded({ HOST: host }).config.host).toBe(host)
    },
  )

  it.each(['ANY', 'ONE', 'TWO', 'THREE', 'QUORUM', 'ALL', 'LOCAL_QUORUM', 'EACH_QUORUM', 'LOCAL_ONE'])(
    '[CFG-11] CASSANDRA_CONSISTENCY=%s in any case',
    (level) => {
      expect(cassandraOf({ CASSANDRA_CONSISTENCY: level }).consistency).toBe(level)
      expect(cassandraOf({ CASSANDRA_CONSISTENCY: level.toLowerCase() }).consistency).toBe(level)
    },
  )

  it('[CFG-11] hosts get port 9042, and one that is named twice counts once', () => {
    expect(cassandraOf({ CASSANDRA_HOSTS: 'a,a:9042, b:1 ,[fe80::1]:7' }).contactPoints).toEqual([
      'a:9042',
      'b:1',
      '[fe80::1]:7',
    ])
  })

  it('[CFG-11] fractions of a second', () => {
    expect(loaded({ REGISTER_INTERVAL_SECONDS: '0.1' }).config.registerIntervalMs).toBe(100)
  })
})

describe('CASSANDRA_REPLICATION', () => {
  it.each([
    ['SimpleStrategy:3', { class: 'SimpleStrategy', replication_factor: 3 }],
    ['NetworkTopologyStrategy:3', { class: 'NetworkTopologyStrategy', replication_factor: 3 }],
    [
      'NetworkTopologyStrategy: eu=3, us-east-1=2',
      { class: 'NetworkTopologyStrategy', eu: 3, 'us-east-1': 2 },
    ],
    [
      "{'class': 'SimpleStrategy', 'replication_factor': 2}",
      { class: 'SimpleStrategy', replication_factor: 2 },
    ],
    ['{"class":"NetworkTopologyStrategy","eu":"3"}', { class: 'NetworkTopologyStrategy', eu: 3 }],
  ])('[CFG-12] %s is understood', (text, replication) => {
    expect(cassandraOf({ CASSANDRA_REPLICATION: text }).replication).toEqual(replication)
  })

  it.each([
    'SimpleStrategy',
    'SimpleStrategy:0',
    'SimpleStrategy:eu=3',
    'SimpleStrategy:3,4',
    'NetworkTopologyStrategy:',
    'NetworkTopologyStrategy:eu',
    'NetworkTopologyStrategy:eu=1,eu=2',
    "NetworkTopologyStrategy:e'u=3",
    'LocalStrategy:1',
    '3',
    '{',
    '[]',
    '{"class":"SimpleStrategy"}',
  ])('[CFG-12] %s is refused', (text) => {
    expect(Object.keys(problemsOf({ CASSANDRA_REPLICATION: text }))).toEqual(['CASSANDRA_REPLICATION'])
  })
})
