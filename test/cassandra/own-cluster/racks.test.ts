import { afterAll, beforeAll, it, jest } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { openCassandraSessionStore } from '../../../src/storage/cassandra/open-session-store.ts'
import type { CassandraCluster } from '../../support/cassandra/cluster.ts'
import { ownCassandra } from '../../support/cassandra/own.ts'
import { noStoreEvents } from '../../support/no-events.ts'
import { Crowd } from '../faults/crowd.ts'
import { runtime } from '../keyspaces.ts'
import { operator } from '../operator.ts'

jest.setTimeout(300_000)

const RACKS = 3
const ANSWERS = 200

let cluster: CassandraCluster

beforeAll(async () => {
  cluster = await ownCassandra({
    nodes: RACKS,
    placeOf: (node) => ({ dataCenter: 'main', rack: `r${node + 1}` }),
  })
  await (await operator(cluster.hosts)).shutdown()
})
afterAll(() => cluster?.stop())

function open(): Promise<SessionStore> {
  const options = {
    contactPoints: cluster.hosts,
    keyspace: 'game',
    consistency: 'LOCAL_QUORUM' as const,
    serialConsistency: 'SERIAL' as const,
    replication: { class: 'NetworkTopologyStrategy', main: RACKS },
    timeoutMs: 1_500,
    connectTimeoutMs: 60_000,
    rules: DEFAULT_RULES,
  }
  return openCassandraSessionStore(options, runtime, noStoreEvents, silentLogger)
}

it('[CAS-37] one of three racks that dies or stands still stops no game, loses nothing and changes nothing', async () => {
  const stores = [await open(), await open()]
  const crowd = new Crowd(stores, 'racks')
  const [, second, third] = cluster.nodes
  try {
    await crowd.goesOn(ANSWERS)
    await second?.kill()
    await crowd.goesOn(ANSWERS)
    await second?.start()
    await crowd.goesOn(ANSWERS)
    third?.pause()
    await crowd.goesOn(ANSWERS)
    third?.resume()
    await crowd.goesOn(ANSWERS)
    await crowd.end()
    const after = await open()
    await crowd.expectTruth(after)
    await after.close()
  } finally {
    third?.resume()
    await crowd.end().catch(() => {})
    for (const store of stores) await store.close()
  }
})
