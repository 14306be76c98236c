import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../../src/storage/cassandra/open-session-store.ts'
import type { CassandraCluster } from '../../support/cassandra/cluster.ts'
import { ownCassandra } from '../../support/cassandra/own.ts'
import { noStoreEvents } from '../../support/no-events.ts'
import { Crowd } from '../faults/crowd.ts'
import { runtime } from '../keyspaces.ts'
import { operator } from '../operator.ts'

jest.setTimeout(300_000)

const ANSWERS = 300
const PAUSE_MS = 3_000
const ROUNDS = 2

let cluster: CassandraCluster

beforeAll(async () => {
  cluster = await ownCassandra({})
  await (await operator(cluster.hosts)).shutdown()
})
afterAll(() => cluster?.stop())

const open = () =>
  openCassandraSessionStore(
    {
      contactPoints: cluster.hosts,
      keyspace: 'game',
      consistency: 'QUORUM',
      serialConsistency: 'SERIAL',
      timeoutMs: 1_500,
      connectTimeoutMs: 60_000,
      rules: DEFAULT_RULES,
    },
    runtime,
    noStoreEvents,
    silentLogger,
  )

it('[CAS-37] a node that is killed and one that stands still under load lose and change nothing answered', async () => {
  const [node] = cluster.nodes
  if (!node) throw new Error('the node of an own Cassandra can be killed')
  const stores = [await open(), await open()]
  const crowd = new Crowd(stores, 'node')
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      await crowd.goesOn(ANSWERS)
      await node.kill()
      await node.start()
      await crowd.goesOn(ANSWERS)
      node.pause()
      await runtime.sleep(PAUSE_MS)
      node.resume()
    }
    await crowd.goesOn(ANSWERS)
    const { failed } = await crowd.end()
    expect(failed).toBeGreaterThan(0)
    const after = await open()
    await crowd.expectTruth(after)
    await after.close()
  } finally {
    node.resume()
    await crowd.end().catch(() => {})
    for (const store of stores) await store.close()
  }
})
