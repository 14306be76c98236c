import { assert } from '../base/assert.ts'
import { MAIN_REGION } from '../base/region-name.ts'
import type { Environment } from './env.ts'
import { type Problem, type Values, readValues } from './read-values.ts'
import { isMain, relationProblems } from './relations.ts'
import type {
  CassandraConfig,
  CassandraTlsConfig,
  EmbeddedConfig,
  Secrets,
  ServerConfig,
} from './server-config.ts'

export type LoadedConfig =
  | { readonly ok: true; readonly config: ServerConfig; readonly secrets: Secrets }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Variables -> configuration and secrets, or everything that is wrong with them at once. Touches no file. */
export function loadServerConfig(environment: Environment): LoadedConfig {
  const { values, good, problems } = readValues(environment)
  const related = relationProblems(values, new Set(problems.map((problem) => problem.variable)))
  if (!good || related.length > 0) return { ok: false, problems: [...problems, ...related] }
  return {
    ok: true,
    config: serverConfig(good),
    secrets: withoutUnset({ cassandraPassword: good.CASSANDRA_PASSWORD }),
  }
}

function serverConfig(values: Values): ServerConfig {
  const common = everyServer(values)
  if (isMain(values)) return { ...common, role: 'main' }
  const { MAIN_SERVER_URL: mainServerUrl } = values
  assert(mainServerUrl !== undefined, 'the relations let no regional server pass without MAIN_SERVER_URL')
  return { ...common, role: 'regional', mainServerUrl }
}

function everyServer(values: Values) {
  return {
    region: values.REGION ?? MAIN_REGION,
    instance: values.INSTANCE_ID,
    host: values.HOST,
    port: values.PORT,
    ...withoutUnset({
      publicUrl: values.PUBLIC_URL,
      capacity: values.REGION_CAPACITY,
    }),
    registerIntervalMs: values.REGISTER_INTERVAL_SECONDS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_SECONDS ?? values.CASSANDRA_TIMEOUT_SECONDS,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_SECONDS,
    storage: values.STORAGE === 'embedded' ? embedded(values) : cassandra(values),
    rules: { policy: values.ACTIVE_SESSION_POLICY, ttlMs: values.SESSION_TTL_SECONDS },
    placementPolicy: values.PLACEMENT_POLICY,
    mainAcceptsSessions: values.MAIN_ACCEPTS_SESSIONS,
    logLevel: values.LOG_LEVEL,
  }
}

function embedded(values: Values): EmbeddedConfig {
  return { kind: 'embedded', dataDir: values.DATA_DIR }
}

function cassandra(values: Values): CassandraConfig {
  return {
    kind: 'cassandra',
    contactPoints: values.CASSANDRA_HOSTS,
    keyspace: values.CASSANDRA_KEYSPACE,
    consistency: values.CASSANDRA_CONSISTENCY,
    serialConsistency: values.CASSANDRA_SERIAL_CONSISTENCY,
    serialSingleDc: values.CASSANDRA_SERIAL_SINGLE_DC,
    timeoutMs: values.CASSANDRA_TIMEOUT_SECONDS,
    replication: values.CASSANDRA_REPLICATION,
    ...withoutUnset({
      username: values.CASSANDRA_USERNAME,
      localDataCenter: values.CASSANDRA_LOCAL_DC,
      tls: values.CASSANDRA_TLS ? tls(values) : undefined,
    }),
  }
}

function tls(values: Values): CassandraTlsConfig {
  return withoutUnset({
    caFile: values.CASSANDRA_TLS_CA_FILE,
    certFile: values.CASSANDRA_TLS_CERT_FILE,
    keyFile: values.CASSANDRA_TLS_KEY_FILE,
    serverName: values.CASSANDRA_TLS_SERVER_NAME,
  })
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUnset<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}
