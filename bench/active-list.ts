// `npm run bench:active-list [-- <pairs> <pairs per second>]`: how fast a region's active sessions are listed and counted
// on Cassandra after many sessions have come and gone. The rows of the list are written as a start and an exit write
// them, without the decisions in front, because one node decides fewer than a thousand starts a second.
import { silentLogger } from '../src/base/logger-port.ts'
import { systemRuntime } from '../src/server/system-runtime.ts'
import type { ActiveSession, EndedSession } from '../src/sessions/session.ts'
import { ActiveList } from '../src/storage/cassandra/active-list.ts'
import { connect } from '../src/storage/cassandra/connect.ts'
import { derivedTimestampUs } from '../src/storage/cassandra/derived-rows.ts'
import { DriverTables } from '../src/storage/cassandra/driver-tables.ts'
import { levelsOf } from '../src/storage/cassandra/levels.ts'
import { startCassandra } from '../test/support/cassandra/start.ts'

const REGION = 'bench'
const STAY_ACTIVE = 150
const PAGE = 100
const TICK_MS = 20
/** Fewer than the driver's connections take at once. */
const MAX_UNDER_WAY = 1_000
const ROUNDS = 5
const STATEMENT_MS = 60_000
const LOOKS_AFTER_SECONDS = [0, 5, 10, 20]

const pairs = Number(process.argv[2] ?? 200_000)
const pairsPerSecond = Number(process.argv[3] ?? 1_000)

const outcome = await startCassandra({})
if (!outcome.ok) throw new Error(outcome.closed.map(({ reason }) => reason).join('; '))
const { cluster } = outcome
process.env['CASSANDRA_TEST_HOSTS'] = cluster.hosts.join(',')
const { testKeyspace } = await import('../test/cassandra/keyspaces.ts')
const runtime = systemRuntime()
const keyspace = await testKeyspace()
const store = await keyspace.open()
const connection = await connect(keyspace.options, runtime, silentLogger)
const tables = new DriverTables(connection, keyspace.name, levelsOf(keyspace.options))
const list = new ActiveList(tables, runtime, silentLogger)

async function startForGood(index: number): Promise<void> {
  const deadline = runtime.deadline(STATEMENT_MS)
  const nowMs = runtime.wallNowMs()
  const sessionId = runtime.newId()
  await store.start(
    { userId: `stays-${index}`, sessionId, region: REGION, nowMs, idFrom: 'here', mayRepeat: false },
    deadline,
  )
  deadline.dispose()
}

async function comeAndGo(index: number): Promise<void> {
  const facts = { sessionId: runtime.newId(), userId: `goes-${index}`, region: REGION, epoch: 0 }
  const startedAtMs = runtime.wallNowMs()
  const session: ActiveSession = { ...facts, startedAtMs, status: 'active', version: 1 }
  await tables.write([await list.rowOf(session)], derivedTimestampUs(session))
  const ended: EndedSession = { ...facts, startedAtMs, status: 'exited', exitedAtMs: startedAtMs, version: 2 }
  await tables.write([await list.rowOf(ended)], derivedTimestampUs(ended))
}

async function storm(): Promise<number> {
  const beganMs = performance.now()
  const underWay = new Set<Promise<void>>()
  let begun = 0
  while (begun < pairs) {
    const due = Math.min(pairs, Math.ceil(((performance.now() - beganMs) / 1000) * pairsPerSecond))
    for (; begun < due && underWay.size < MAX_UNDER_WAY; begun++) {
      const pair = comeAndGo(begun).finally(() => underWay.delete(pair))
      underWay.add(pair)
    }
    await runtime.sleep(TICK_MS)
  }
  await Promise.all(underWay)
  return (performance.now() - beganMs) / 1000
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const beganMs = performance.now()
    await work()
    times.push(performance.now() - beganMs)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

async function look(afterSeconds: number): Promise<string> {
  const deadline = runtime.deadline(STATEMENT_MS)
  const listMs = await medianMs(() =>
    store.listActive({ region: REGION, limit: PAGE, nowMs: runtime.wallNowMs() }, deadline),
  )
  const countMs = await medianMs(() => store.countActive(REGION, deadline))
  deadline.dispose()
  return `| ${afterSeconds} s | ${listMs.toFixed(0)} ms | ${countMs.toFixed(0)} ms |`
}

try {
  for (let index = 0; index < STAY_ACTIVE; index++) await startForGood(index)
  const took = await storm()
  console.log(
    `${pairs} starts and exits in ${took.toFixed(0)} s, ${STAY_ACTIVE} sessions still active, Cassandra: ${cluster.way}\n`,
  )
  console.log(`| after | list of ${PAGE} | count |\n|---|---|---|`)
  let waitedSeconds = 0
  for (const seconds of LOOKS_AFTER_SECONDS) {
    await runtime.sleep((seconds - waitedSeconds) * 1000)
    waitedSeconds = seconds
    console.log(await look(seconds))
  }
} finally {
  await store.close()
  await connection.close()
  await keyspace.drop()
  await cluster.stop()
}
