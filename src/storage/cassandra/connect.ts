import { readFileSync } from 'node:fs'
import cassandra from 'cassandra-driver'
import { type Deadline, within } from '../../base/deadline.ts'
import { DeadlineExceededError, errorMessage } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'
import { between } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { guardControlConnection } from './control-connection.ts'
import { hostReasons, innerErrors, reasonOf } from './driver-errors.ts'
import { LocalFirstPolicy } from './load-balancing.ts'
import {
  type CassandraOptions,
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_TIMEOUT_MS,
  type TlsOptions,
} from './options.ts'
import { CassandraStartError } from './start-error.ts'

const { errors, policies, types } = cassandra

const RETRY_MS = 500
/** A contact point that takes longer is not taken for the nearest. */
const FIRST_ANSWER_MS = 2_000
const FIRST_RECONNECT_MS = 250
const LONGEST_RECONNECT_MS = 5_000
const LOGGED_EVENTS = ['log', 'hostDown', 'hostUp'] as const
const CONNECTIONS = { [types.distance.local]: 2, [types.distance.remote]: 1 }

export interface Connection {
  readonly client: cassandra.Client
  close(): Promise<void>
}

/** Tries until Cassandra answers or the time for connecting is up; what waiting cannot mend ends it at once. */
export async function connect(options: CassandraOptions, runtime: Runtime, log: Logger): Promise<Connection> {
  const timeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS
  const sslOptions = options.tls && tlsOptions(options.tls)
  const deadline = runtime.deadline(timeoutMs)
  const random = runtime.random('cassandra-connect')
  const where = options.contactPoints.join(', ')
  let reason = 'no answer'
  try {
    for (let attempt = 0; !deadline.expired; attempt++) {
      const localDataCenter =
        options.localDataCenter ?? (await dataCenterOfFirst(options, sslOptions, runtime, log))
      const policy = new LocalFirstPolicy(localDataCenter, () => runtime.monotonicNowMs())
      const opened = await open(options, sslOptions, policy, deadline, log)
      if ('connection' in opened) return opened.connection
      reason = opened.reason ?? reason
      if (attempt === 0) log.info('waiting for Cassandra', { hosts: where, reason })
      await runtime.sleep(between(random, RETRY_MS / 2, RETRY_MS), deadline.signal)
    }
  } finally {
    deadline.dispose()
  }
  throw new CassandraStartError(
    `Cassandra cannot be reached at ${where} within ${timeoutMs / 1000} s (${reason}); ` +
      (options.tls
        ? 'start it, or correct CASSANDRA_HOSTS or CASSANDRA_TLS'
        : 'start it or correct CASSANDRA_HOSTS'),
  )
}

type Opened = { readonly connection: Connection } | { readonly reason: string | undefined }

async function open(
  options: CassandraOptions,
  sslOptions: cassandra.ClientOptions['sslOptions'],
  policy: LocalFirstPolicy,
  deadline: Deadline,
  log: Logger,
): Promise<Opened> {
  const client = newClient(options, sslOptions, policy, log)
  const connecting = client.connect()
  try {
    await within(deadline, 'connecting', connecting)
    checkDataCenter(client, policy)
    const close = async () => {
      // A plan makes the policy look at the hosts once more.
      policy.newQueryPlan('', undefined, () => {})
      policy.shutDownReplaced()
      await client.shutdown()
      silence(client)
    }
    return { connection: { client, close } }
  } catch (error) {
    abandon(client, connecting)
    if (error instanceof CassandraStartError) throw error
    if (error instanceof DeadlineExceededError) return { reason: undefined }
    throwIfRefused(error, options)
    return { reason: connectReason(error, options) }
  }
}

/**
 * The data centre of the first contact point, in the order of the list, that answers; `undefined` when none does. The
 * driver tries them in random order, so each is asked by itself.
 */
async function dataCenterOfFirst(
  options: CassandraOptions,
  sslOptions: cassandra.ClientOptions['sslOptions'],
  runtime: Runtime,
  log: Logger,
): Promise<string | undefined> {
  // The only one is the first: the policy takes its data centre.
  if (options.contactPoints.length === 1) return undefined
  const deadline = runtime.deadline(FIRST_ANSWER_MS)
  const dataCenterOf = async (contactPoint: string) => {
    const policy = new LocalFirstPolicy(undefined, () => runtime.monotonicNowMs())
    const client = newClient({ ...options, contactPoints: [contactPoint] }, sslOptions, policy, log)
    const connecting = client.connect()
    try {
      await within(deadline, 'connecting', connecting)
      return policy.localDataCenter
    } catch {
      // Why it does not answer is told by the connection that follows.
      return undefined
    } finally {
      abandon(client, connecting)
    }
  }
  try {
    const answers = options.contactPoints.map(dataCenterOf)
    for (const answer of answers) {
      const dataCenter = await answer
      if (dataCenter !== undefined) return dataCenter
    }
    return undefined
  } finally {
    deadline.cancel('it is known which contact point is the first')
  }
}

function newClient(
  options: CassandraOptions,
  sslOptions: cassandra.ClientOptions['sslOptions'],
  policy: LocalFirstPolicy,
  log: Logger,
): cassandra.Client {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const { username, password = '' } = options
  const client = new cassandra.Client({
    contactPoints: [...options.contactPoints],
    protocolOptions: {
      port: Number(/:(\d+)$/.exec(options.contactPoints[0] ?? '')?.[1] ?? 9042),
      // Who changes the schema waits for agreement, and looks more often than the driver would.
      maxSchemaAgreementWaitSeconds: 0,
    },
    ...(sslOptions ? { sslOptions } : {}),
    ...(username === undefined
      ? {}
      : { authProvider: new cassandra.auth.PlainTextAuthProvider(username, password) }),
    policies: {
      loadBalancing: policy,
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(
        FIRST_RECONNECT_MS,
        LONGEST_RECONNECT_MS,
        false,
      ),
    },
    pooling: { coreConnectionsPerHost: CONNECTIONS },
    socketOptions: { readTimeout: timeoutMs, connectTimeout: timeoutMs },
    encoding: { useBigIntAsLong: true },
    monitorReporting: { enabled: false },
    applicationName: 'gamemesh',
  })
  guardControlConnection(client, log)
  client.on('log', (level: string, source: string, message: string) => {
    // Two lines for each statement.
    if (level === 'verbose') return
    log.debug('cassandra driver', { driver_level: level, source, detail: message })
  })
  client.on('hostDown', (host: cassandra.Host) => log.warn('Cassandra node is down', { node: host.address }))
  client.on('hostUp', (host: cassandra.Host) => log.info('Cassandra node is up', { node: host.address }))
  return client
}

/** The driver's sockets close after it has said that it is shut down; by then the log may have ended. */
function silence(client: cassandra.Client): void {
  for (const event of LOGGED_EVENTS) client.removeAllListeners(event)
}

/** The driver ignores a shutdown while it is connecting, and would then stay connected for ever. */
function abandon(client: cassandra.Client, connecting: Promise<void>): void {
  silence(client)
  const shutDown = () => client.shutdown()
  connecting.then(shutDown, shutDown).catch(() => {})
}

function checkDataCenter(client: cassandra.Client, policy: LocalFirstPolicy): void {
  const known = [...new Set(client.hosts.values().map((host) => host.datacenter))].filter(Boolean).sort()
  // Not final: the next try may find more.
  if (known.length === 0) throw new Error('it is still starting and does not tell its data centres yet')
  const wanted = policy.localDataCenter
  if (wanted !== undefined && known.includes(wanted)) return
  throw new CassandraStartError(
    `Cassandra has no data centre "${wanted}", it has ${known.map((name) => `"${name}"`).join(', ')}; ` +
      'correct CASSANDRA_LOCAL_DC',
  )
}

function throwIfRefused(error: unknown, { username }: CassandraOptions): void {
  const inner = error instanceof errors.NoHostAvailableError ? innerErrors(error) : []
  const refusal = inner.find(([, each]) => each instanceof errors.AuthenticationError)
  if (!refusal) return
  const [host, why] = refusal
  const who =
    username === undefined ? 'a server without credentials' : `the credentials of user "${username}"`
  throw new CassandraStartError(
    `Cassandra at ${host} refuses ${who} (${errorMessage(why)}); ` +
      'correct CASSANDRA_USERNAME and CASSANDRA_PASSWORD',
  )
}

function connectReason(error: unknown, options: CassandraOptions): string {
  if (!(error instanceof errors.NoHostAvailableError)) return reasonOf(error)
  const reasons = hostReasons(error)
  return reasons.length > 0 ? reasons.join('; ') : `${options.contactPoints.join(', ')}: no such name`
}

/** The driver does not verify certificates unless it is told to. */
function tlsOptions(tls: TlsOptions): NonNullable<cassandra.ClientOptions['sslOptions']> {
  return {
    rejectUnauthorized: true,
    ...(tls.caFile === undefined ? {} : { ca: [fileText(tls.caFile)] }),
    ...(tls.certFile === undefined ? {} : { cert: fileText(tls.certFile) }),
    ...(tls.keyFile === undefined ? {} : { key: fileText(tls.keyFile) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CassandraStartError(`the TLS file ${path} cannot be read: ${errorMessage(error)}`)
  }
}
