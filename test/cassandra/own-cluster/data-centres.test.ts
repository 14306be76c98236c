import type cassandra from 'cassandra-driver'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { openCassandraSessionStore } from '../../../src/storage/cassandra/open-session-store.ts'
import type { CassandraOptions } from '../../../src/storage/cassandra/options.ts'
import type { CassandraCluster } from '../../support/cassandra/cluster.ts'
import { ownCassandra } from '../../support/cassandra/own.ts'
import { Crowd } from '../faults/crowd.ts'
import { inTime, runtime } from '../keyspaces.ts'
import { operator } from '../operator.ts'
import { DEADLINE_MS, find, Play, start, until } from './play.ts'
import { noStoreEvents } from '../../support/no-events.ts'

jest.setTimeout(300_000)

const DATA_CENTRES = ['main', 'eu', 'us'] as const
type DataCentre = (typeof DATA_CENTRES)[number]

/** Between the deadline and the moment at which the failure is told. */
const GRACE_MS = 500

let cluster: CassandraCluster
let admin: cassandra.Client
/** One for all: with three nodes a schema takes ten seconds to make, and users are each test's own. */
const KEYSPACE = 'game'

beforeAll(async () => {
  cluster = await ownCassandra({
    nodes: DATA_CENTRES.length,
    placeOf: (node) => ({ dataCenter: DATA_CENTRES[node] ?? '', rack: 'r1' }),
  })
  admin = await operator(cluster.hosts)
  await (await open({})).close()
})

afterAll(async () => {
  await admin?.shutdown()
  await cluster?.stop()
})

function hostIn(dataCentre: DataCentre): string {
  return cluster.hosts[DATA_CENTRES.indexOf(dataCentre)] ?? ''
}

function nodeIn(dataCentre: DataCentre) {
  const node = cluster.nodes[DATA_CENTRES.indexOf(dataCentre)]
  if (!node) throw new Error('the nodes of an own cluster can be killed')
  return node
}

function open(changed: Partial<CassandraOptions>): Promise<SessionStore> {
  const options: CassandraOptions = {
    contactPoints: cluster.hosts,
    keyspace: KEYSPACE,
    consistency: 'QUORUM',
    serialConsistency: 'SERIAL',
    replication: { class: 'NetworkTopologyStrategy', main: 1, eu: 1, us: 1 },
    rules: DEFAULT_RULES,
    ...changed,
  }
  return openCassandraSessionStore(options, runtime, noStoreEvents, silentLogger)
}

/** How many requests each node has had over the servers' connections that are open now, as it tells itself. */
async function requestsByDataCentre(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const host of admin.hosts.values().filter((each) => each.isUp())) {
    const query = 'SELECT client_options, request_count FROM system_views.clients'
    const { rows } = await admin.execute(query, [], { host })
    counts[host.datacenter] = rows
      .filter((row) => row['client_options']?.['APPLICATION_NAME'] === 'gamemesh')
      .reduce((sum, row) => sum + Number(row['request_count']), 0)
  }
  return counts
}

const LOOKS = 30
const RACES = 3
const STARTS = 50
const ANSWERS_BEFORE = 200
const ANSWERS_AFTER = 600

/** The data centre that gets what the store asks. */
async function usedBy(store: SessionStore): Promise<string | undefined> {
  const { session } = await start(store)
  const before = await requestsByDataCentre()
  for (let look = 0; look < LOOKS; look++) await find(store, session.sessionId)
  const after = await requestsByDataCentre()
  return Object.keys(after).find((name) => (after[name] ?? 0) - (before[name] ?? 0) >= LOOKS)
}

describe('the own data centre', () => {
  it.each(DATA_CENTRES)('[CAS-28] is %s when that is configured, and gets the requests', async (name) => {
    const store = await open({ localDataCenter: name })
    try {
      expect(await usedBy(store)).toBe(name)
    } finally {
      await store.close()
    }
  })

  it.each(DATA_CENTRES)('[CAS-6] is that of the first contact point that answers: %s', async (name) => {
    const silent = `127.0.0.99:${hostIn(name).split(':')[1]}`
    const others = DATA_CENTRES.filter((each) => each !== name).map(hostIn)
    const store = await open({ contactPoints: [silent, hostIn(name), ...others] })
    try {
      expect(await usedBy(store)).toBe(name)
    } finally {
      await store.close()
    }
  })

  it('[CAS-6] that does not exist is refused, naming those that do', async () => {
    await expect(open({ localDataCenter: 'atlantis' })).rejects.toThrow(
      'Cassandra has no data centre "atlantis", it has "eu", "main", "us"; correct CASSANDRA_LOCAL_DC',
    )
  })
})

describe('LOCAL_SERIAL', () => {
  it('[CAS-9] is refused with copies in several data centres, unless vouched for', async () => {
    const local = { localDataCenter: 'eu', serialConsistency: 'LOCAL_SERIAL' } as const
    await expect(open(local)).rejects.toThrow(
      /^LOCAL_SERIAL is not safe in keyspace game, which is replicated to eu, main, us: .*CASSANDRA_SERIAL_SINGLE_DC=true/,
    )
    const store = await open({ ...local, serialSingleDc: true })
    try {
      expect(await start(store)).toMatchObject({ outcome: 'created' })
    } finally {
      await store.close()
    }
  })
})

describe('two servers in different data centres', () => {
  it('[SES-2] leave one active session of 50 starts at once, created once', async () => {
    const stores = await Promise.all(['eu', 'us'].map((localDataCenter) => open({ localDataCenter })))
    try {
      for (let round = 1; round <= RACES; round++) {
        const userId = `racer-${runtime.newId()}`
        const starts = Array.from({ length: STARTS / stores.length }, () =>
          stores.map((store) => start(store, userId)),
        )
        const results = await Promise.all(starts.flat())
        expect(results).toHaveLength(STARTS)
        expect(new Set(results.map(({ session }) => session.sessionId)).size).toBe(1)
        expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
        for (const store of stores) {
          const query = { userId, status: 'active' as const, nowMs: runtime.wallNowMs(), limit: 10 }
          const { sessions } = await inTime(DEADLINE_MS, (deadline) => store.listOfUser(query, deadline))
          expect(sessions).toEqual([results[0]?.session])
        }
      }
    } finally {
      await Promise.all(stores.map((store) => store.close()))
    }
  })
})

describe('the death of the own data centre', () => {
  it('[CAS-28] loses nothing that was answered, delays no answer beyond its deadline, and is got over', async () => {
    const eu = nodeIn('eu')
    const store = await open({ localDataCenter: 'eu' })
    const play = new Play(store)
    try {
      await play.goesOn(ANSWERS_BEFORE)
      await eu.kill()
      await play.goesOn(ANSWERS_AFTER)
      await play.end()
      expect(play.slowestMs).toBeLessThan(DEADLINE_MS + GRACE_MS)

      const another = await open({ localDataCenter: 'eu' })
      try {
        await expectAll(another, play.answered)
      } finally {
        await another.close()
      }

      await eu.start()
      await until('the store uses its data centre again', async () => (await usedBy(store)) === 'eu')
      await expectAll(store, play.answered)
    } finally {
      await play.end().catch(() => {})
      await store.close()
    }
  })
})

describe('a keep-alive in one data centre', () => {
  it('[CAS-31] is never overlooked by an expiry in another, even where both ask only their own', async () => {
    const ttlMs = 60_000
    const rules = { policy: 'resume', ttlMs } as const
    const stores = await Promise.all(
      ['eu', 'us'].map((localDataCenter) =>
        open({ keyspace: 'expiring', localDataCenter, rules, consistency: 'LOCAL_QUORUM' }),
      ),
    )
    const [eu, us] = stores
    if (!eu || !us) throw new Error('both are open')
    try {
      await Promise.all(
        Array.from({ length: LOOKS }, async () => {
          const { session } = await start(eu)
          const { sessionId, startedAtMs } = session
          const seenMs = startedAtMs + ttlMs / 4
          const kept = await inTime(DEADLINE_MS, (deadline) => eu.keepAlive(sessionId, seenMs, deadline))
          expect(kept).toEqual({ session, expiresAtMs: seenMs + ttlMs })
          const look = (nowMs: number) =>
            inTime(DEADLINE_MS, (deadline) => us.find(sessionId, nowMs, deadline))
          expect(await look(seenMs + ttlMs - 1)).toEqual(session)
          expect(await look(seenMs + ttlMs)).toMatchObject({ status: 'expired', exitedAtMs: seenMs + ttlMs })
        }),
      )
    } finally {
      await Promise.all(stores.map((store) => store.close()))
    }
  })
})

describe('data centres under load', () => {
  it('[CAS-37] one that dies and one that stands still lose and change nothing answered', async () => {
    const stores = await Promise.all(
      ['main', 'eu'].map((localDataCenter) => open({ localDataCenter, timeoutMs: 1_500 })),
    )
    const crowd = new Crowd(stores, 'data-centres')
    const [us, eu] = [nodeIn('us'), nodeIn('eu')]
    try {
      await crowd.goesOn(ANSWERS_BEFORE)
      await us.kill()
      await crowd.goesOn(ANSWERS_BEFORE)
      await us.start()
      await crowd.goesOn(ANSWERS_BEFORE)
      eu.pause()
      await crowd.goesOn(ANSWERS_BEFORE)
      eu.resume()
      await crowd.goesOn(ANSWERS_BEFORE)
      await crowd.end()
      const after = await open({ localDataCenter: 'us' })
      await crowd.expectTruth(after)
      await after.close()
    } finally {
      eu.resume()
      await crowd.end().catch(() => {})
      await Promise.all(stores.map((store) => store.close()))
    }
  })
})

async function expectAll(store: SessionStore, answered: ReadonlyMap<string, Session>): Promise<void> {
  const found = await Promise.all([...answered.keys()].map((id) => find(store, id)))
  expect(found).toEqual([...answered.values()])
}
