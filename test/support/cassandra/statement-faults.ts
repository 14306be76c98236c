import cassandra from 'cassandra-driver'
import { between, integerBelow, type RandomStream } from '../../../src/base/rng.ts'
import type { Connection } from '../../../src/storage/cassandra/connect.ts'

const { consistencies, responseErrorCodes } = cassandra.types
/** Newer than the driver's list: Cassandra says itself that it does not know how a conditional write ended. */
const CAS_WRITE_UNKNOWN = 0x1700
const LONGEST_DELAY_MS = 300

/** How a statement fails: what the driver says of it, and whether it is carried out. */
interface Fault {
  readonly name: string
  readonly error: () => Error
  readonly happens: 'not' | 'before' | 'later' | 'twice'
}

type Kind = 'decision' | 'write' | 'read'
type Send = () => Promise<cassandra.types.ResultSet>

function response(code: number, message: string, fields: object = {}): Error {
  return Object.assign(new cassandra.errors.ResponseError(code, message), fields)
}

const timedOut = () => new cassandra.errors.OperationTimedOutError('The host did not reply before timeout')
const closed = () => Object.assign(new Error('Connection was closed'), { isSocketError: true })
const noHost = () => new cassandra.errors.NoHostAvailableError({})
const overloaded = () => response(responseErrorCodes.overloaded, 'too many requests')
const serverError = () => response(responseErrorCodes.serverError, 'java.lang.RuntimeException')
const writeTimeout = (writeType: string) => () =>
  response(responseErrorCodes.writeTimeout, 'Server timeout during write query', { writeType })
const readTimeout = () => response(responseErrorCodes.readTimeout, 'Server timeout during read query')
const casUnknown = () => response(CAS_WRITE_UNKNOWN, 'CAS operation result is unknown')
const unavailable = (level: number) => () =>
  response(responseErrorCodes.unavailableException, 'Cannot achieve consistency level', {
    consistencies: level,
  })

const afterSending = (name: string, error: () => Error): Fault[] =>
  (['not', 'before', 'later'] as const).map((happens) => ({
    name: `${name}, applied: ${happens}`,
    error,
    happens,
  }))

const notSent = (name: string, error: () => Error): Fault => ({ name, error, happens: 'not' })

const FAULTS: Readonly<Record<Kind, readonly Fault[]>> = {
  decision: [
    ...afterSending('write timeout', writeTimeout('CAS')),
    ...afterSending('CAS write unknown', casUnknown),
    ...afterSending('connection closed', closed),
    ...afterSending('no reply', timedOut),
    notSent('read timeout of the Paxos round', readTimeout),
    notSent('no host available', noHost),
    notSent('overloaded', overloaded),
    notSent('server error', serverError),
    notSent('too few replicas to decide', unavailable(consistencies.serial)),
    ...afterSending('too few replicas to commit', unavailable(consistencies.quorum)),
    { name: 'sent twice by the driver', error: closed, happens: 'twice' },
  ],
  write: [
    ...afterSending('write timeout', writeTimeout('SIMPLE')),
    ...afterSending('connection closed', closed),
    ...afterSending('no reply', timedOut),
    notSent('no host available', noHost),
    notSent('overloaded', overloaded),
  ],
  read: [
    notSent('read timeout', readTimeout),
    notSent('connection closed', closed),
    notSent('no reply', timedOut),
    notSent('no host available', noHost),
    notSent('overloaded', overloaded),
  ],
}

/** Every fault that can be injected, as it is counted. */
export const FAULT_NAMES: readonly string[] = Object.entries(FAULTS).flatMap(([kind, faults]) =>
  faults.map(({ name }) => `${kind}: ${name}`),
)

/** Stands between the tables and the driver's client, and makes this share of the statements end badly. */
export class StatementFaults {
  readonly #random: RandomStream
  readonly #share: number
  readonly #late = new Set<Promise<unknown>>()
  readonly counts = new Map<string, number>()
  isOn = true

  constructor(random: RandomStream, share: number) {
    this.#random = random
    this.#share = share
  }

  on(connection: Connection): Connection {
    const client = new Proxy(connection.client, {
      get: (target, name) => {
        if (name === 'execute') return this.#execute.bind(this, target)
        if (name === 'batch') return this.#batch.bind(this, target)
        return Reflect.get(target, name, target)
      },
    })
    return { client, close: () => connection.close() }
  }

  /** No more faults; ends when every late statement has arrived. */
  async heal(): Promise<void> {
    this.isOn = false
    await Promise.allSettled(this.#late)
  }

  #execute(client: cassandra.Client, query: string, params: unknown[], options: cassandra.QueryOptions) {
    const isRead = query.startsWith('SELECT')
    const kind = options.serialConsistency === undefined ? (isRead ? 'read' : 'write') : 'decision'
    return this.#send(kind, () => client.execute(query, params, options))
  }

  #batch(
    client: cassandra.Client,
    queries: { query: string; params: unknown[] }[],
    options: cassandra.QueryOptions,
  ) {
    const kind = options.serialConsistency === undefined ? 'write' : 'decision'
    return this.#send(kind, () => client.batch(queries, options))
  }

  async #send(kind: Kind, send: Send): Promise<cassandra.types.ResultSet> {
    if (!this.isOn || this.#random.next() >= this.#share) return send()
    const faults = FAULTS[kind]
    const fault = faults[integerBelow(this.#random, faults.length)]
    if (!fault) throw new Error('every kind of statement has faults')
    const counted = `${kind}: ${fault.name}`
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + 1)
    if (fault.happens === 'twice') {
      await send()
      return send()
    }
    if (fault.happens === 'before') await send()
    if (fault.happens === 'later') this.#sendLater(send)
    throw fault.error()
  }

  #sendLater(send: Send): void {
    const delayMs = between(this.#random, 0, LONGEST_DELAY_MS)
    const late = new Promise((resolve) => setTimeout(resolve, delayMs)).then(send)
    this.#late.add(late)
    late.then(
      () => this.#late.delete(late),
      () => this.#late.delete(late),
    )
  }
}
