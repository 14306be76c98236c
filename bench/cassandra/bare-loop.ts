// The bare driver loop, in a process of its own: what a start sends to Cassandra, sent by the driver and nothing else.
import cassandra from 'cassandra-driver'
import { randomUUID } from 'node:crypto'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import type { SessionPolicy } from '../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../src/storage/cassandra/open-session-store.ts'
import type { GeneratorAnswer } from '../load/generator.ts'
import { Samples } from '../load/samples.ts'
import { summariseLatencies } from '../statistics.ts'
import { describeStart, publicRowOnly, type RecordedStart, recordStart, replay } from './recorded-start.ts'

export type BareOrder = OpenOrder | LoopOrder

/** Comes first, and is answered with what one start sends. */
export interface OpenOrder {
  readonly kind: 'open'
  readonly hosts: readonly string[]
  readonly keyspace: string
  readonly policy: SessionPolicy
}

export interface LoopOrder {
  /** `one-insert`: of the statements only the row of the public table. */
  readonly kind: 'all' | 'one-insert'
  readonly inFlight: number
  readonly seconds?: number
  readonly starts?: number
}

export interface OpenAnswer {
  readonly statements: readonly string[]
}

const REGION = 'bare'
const DEADLINE_MS = 30_000
/** The first starts also write what is written once in an hour. */
const STARTS_BEFORE_RECORDING = 20
/** Rows are spread over shards by their session's id: enough recordings to meet all of them. */
const RECORDINGS = 64
/** As many as the servers open. */
const CONNECTIONS = 2

const runtime = systemRuntime()
const recordings: Record<LoopOrder['kind'], RecordedStart[]> = { all: [], 'one-insert': [] }
let client: cassandra.Client | undefined
let users = 0

async function open({ hosts, keyspace, policy }: OpenOrder): Promise<OpenAnswer> {
  await record(hosts, keyspace, policy)
  client = new cassandra.Client({
    contactPoints: [...hosts],
    policies: { loadBalancing: new cassandra.policies.loadBalancing.RoundRobinPolicy() },
    pooling: { coreConnectionsPerHost: { [cassandra.types.distance.local]: CONNECTIONS } },
    socketOptions: { readTimeout: DEADLINE_MS },
    encoding: { useBigIntAsLong: true },
  })
  await client.connect()
  const [first] = recordings.all
  return { statements: first ? describeStart(first) : [] }
}

async function record(contactPoints: readonly string[], keyspace: string, policy: SessionPolicy) {
  const levels = { consistency: 'QUORUM', serialConsistency: 'SERIAL' } as const
  const rules = { policy, ttlMs: 0 }
  const options = { contactPoints, keyspace, rules, timeoutMs: DEADLINE_MS, ...levels }
  const store = await openCassandraSessionStore(options, runtime, { sessionExpired: () => {} }, silentLogger)
  for (let count = 0; count < STARTS_BEFORE_RECORDING + RECORDINGS; count++) {
    const recorded = await recordStart(newFacts(), async ({ userId, sessionId, startedAtMs: nowMs }) => {
      const deadline = runtime.deadline(DEADLINE_MS)
      const command = { userId, sessionId, region: REGION, nowMs, idFrom: 'here', mayRepeat: false } as const
      await store.start(command, deadline)
      deadline.dispose()
    })
    if (count < STARTS_BEFORE_RECORDING) continue
    recordings.all.push(recorded)
    recordings['one-insert'].push(publicRowOnly(recorded))
  }
  await store.close()
}

function newFacts() {
  return { userId: `bare-${process.pid}-${users++}`, sessionId: randomUUID(), startedAtMs: Date.now() }
}

async function loop({
  kind,
  inFlight,
  seconds = Infinity,
  starts = Infinity,
}: LoopOrder): Promise<GeneratorAnswer> {
  const driver = client
  if (!driver) throw new Error('the loop was not opened')
  const before = process.cpuUsage()
  const latencies = new Samples()
  const beganMs = performance.now()
  const endsAtMs = beganMs + seconds * 1000
  let errors = 0
  let begun = 0
  const work = async () => {
    while (performance.now() < endsAtMs && begun < starts) {
      const recording = recordings[kind][begun++ % RECORDINGS]
      if (!recording) throw new Error('nothing was recorded')
      const sentAtMs = performance.now()
      await replay(driver, recording, newFacts()).catch(() => void (errors += 1))
      latencies.add(performance.now() - sentAtMs)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const took = (performance.now() - beganMs) / 1000
  const { user, system } = process.cpuUsage(before)
  const answered = latencies.count
  const summary = summariseLatencies(latencies.all())
  return {
    result: { answered, errors, seconds: took, perSecond: answered / took, ...summary },
    cpuMicros: user + system,
  }
}

process.on('message', (order: BareOrder) => {
  const answered: Promise<OpenAnswer | GeneratorAnswer> = order.kind === 'open' ? open(order) : loop(order)
  void answered.then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit())
