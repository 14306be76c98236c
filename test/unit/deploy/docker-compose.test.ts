import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { loadServerConfig } from '../../../src/config/load-server-config.ts'
import { variables } from '../../../src/config/variables.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

interface Service {
  readonly image: string
  readonly build?: string
  readonly pull_policy?: string
  readonly container_name?: string
  readonly restart: string
  readonly stop_grace_period: string
  readonly ports: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

interface Compose {
  readonly services: Readonly<Record<'cassandra' | 'main' | 'eu' | 'us', Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const compose: Compose = parse(read('docker-compose.yml'), { merge: true })
const { cassandra, main, eu, us } = compose.services

/** The server's own margin after its orderly stop. */
const LAST_GUARD_MS = 3000

function configOf(service: Service) {
  const loaded = loadServerConfig(service.environment)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

describe('docker-compose.yml', () => {
  it('is valid by the Compose Specification', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
    const validate = ajv.compile(JSON.parse(read('test/unit/deploy/compose-spec/compose-spec.schema.json')))
    validate(compose)
    expect(validate.errors).toBeNull()
    expect(validate({ services: { main: { ...main, port: '8080' } } })).toBe(false)
  })

  it('runs Cassandra, main and two regions', () => {
    expect(Object.keys(compose.services)).toEqual(['cassandra', 'main', 'eu', 'us'])
  })

  it('runs Cassandra 5.0 as game-cassandra, reachable for clients and other nodes', () => {
    expect(cassandra.image).toBe('cassandra:5.0')
    expect(cassandra.container_name).toBe('game-cassandra')
    expect(cassandra.ports).toEqual(['9042:9042', '7000-7001:7000-7001'])
  })

  it('caps the heap, keeps the data in a named volume and runs Paxos v2', () => {
    expect(cassandra.environment).toMatchObject({ MAX_HEAP_SIZE: '1G', HEAP_NEWSIZE: '256M' })
    expect(cassandra.environment['JVM_EXTRA_OPTS']?.split(/\s+/)).toEqual([
      '-Dcassandra.config.allow_system_properties=true',
      '-Dcassandra.settings.paxos_variant=v2',
    ])
    expect(cassandra.volumes).toEqual(['cassandra-data:/var/lib/cassandra'])
    expect(compose.volumes).toHaveProperty('cassandra-data')
  })

  it('starts the servers when Cassandra answers, and the regions when main does', () => {
    const healthy = { condition: 'service_healthy' }
    expect(cassandra.healthcheck?.test[1]).toBe('cqlsh')
    expect(main.depends_on).toEqual({ cassandra: healthy })
    expect(eu.depends_on).toEqual({ cassandra: healthy, main: healthy })
    expect(us.depends_on).toEqual(eu.depends_on)
  })

  it.each([
    { name: 'main', service: main, port: 8080, role: 'main' },
    { name: 'eu', service: eu, port: 8081, role: 'regional' },
    { name: 'us', service: us, port: 8082, role: 'regional' },
  ])('serves $name on $port', ({ name, service, port, role }) => {
    expect(service.ports).toEqual([`${port}:${port}`])
    expect(configOf(service)).toMatchObject({ region: name, host: '0.0.0.0', port, role })
  })

  it.each([
    { name: 'eu', service: eu, publicUrl: 'http://eu:8081' },
    { name: 'us', service: us, publicUrl: 'http://us:8082' },
  ])('tells $name where main is, and main how to reach it', ({ service, publicUrl }) => {
    expect(configOf(service)).toMatchObject({ mainServerUrl: 'http://main:8080', publicUrl })
  })

  it('builds one image, once, for all servers', () => {
    const servers = [main, eu, us]
    expect(new Set(servers.map(({ image }) => image))).toEqual(new Set(['gamemesh:local']))
    expect(servers.map(({ build, pull_policy }) => build ?? pull_policy)).toEqual(['.', 'never', 'never'])
  })

  it('sets only variables that the server knows, and all servers on one store', () => {
    for (const { environment } of [main, eu, us]) {
      expect(Object.keys(environment).filter((name) => !(name in variables))).toEqual([])
      expect(environment).toMatchObject({
        STORAGE: 'cassandra',
        CASSANDRA_HOSTS: 'cassandra:9042',
        CASSANDRA_KEYSPACE: 'game_backend',
      })
    }
  })

  it('brings everything back after a failure', () => {
    for (const service of Object.values(compose.services)) expect(service.restart).toBe('unless-stopped')
  })

  it('gives a server more time to stop than the server takes', () => {
    for (const service of [main, eu, us]) {
      const graceMs = Number(/^(\d+)s$/.exec(service.stop_grace_period)?.[1]) * 1000
      expect(graceMs).toBeGreaterThan(configOf(service).shutdownTimeoutMs + LAST_GUARD_MS)
    }
  })
})
