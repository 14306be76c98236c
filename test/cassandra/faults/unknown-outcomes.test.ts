import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { seededStream } from '../../../src/base/rng.ts'
import { SESSION_POLICIES, type SessionPolicy } from '../../../src/sessions/rules.ts'
import type { Session } from '../../../src/sessions/session.ts'
import { connect } from '../../../src/storage/cassandra/connect.ts'
import { DriverTables } from '../../../src/storage/cassandra/driver-tables.ts'
import { levelsOf } from '../../../src/storage/cassandra/levels.ts'
import { SessionRepository } from '../../../src/storage/cassandra/session-repository.ts'
import { FAULT_NAMES, StatementFaults } from '../../support/cassandra/statement-faults.ts'
import { noStoreEvents } from '../../support/no-events.ts'
import { inTime, runtime, testKeyspace, type TestKeyspace } from '../keyspaces.ts'
import { expectTruth } from './ending.ts'
import type { Entry } from './history.ts'
import { play } from './players.ts'

jest.setTimeout(240_000)

/** More with `GAMEMESH_FAULT_SEEDS`. */
const SEEDS = Number(process.env['GAMEMESH_FAULT_SEEDS'] ?? 20)
const FAULTY_SHARE = 0.2
const TTL_MS = 15_000
const DEADLINE_MS = 20_000
const AT_ONCE = 10
const CALLS_OF_A_PLAYER = 12
/** The short ones end in the middle of a call. */
const DEADLINES_MS = [80, 500, 5_000, 5_000]
const REGIONS = ['eu', 'us']

const counts = new Map<string, number>()
const told = { entries: 0, failures: 0 }

describe.each(SESSION_POLICIES)('statements that end badly, policy %s', (policy: SessionPolicy) => {
  const rules = { policy, ttlMs: TTL_MS }
  let keyspace: TestKeyspace

  beforeAll(async () => {
    keyspace = await testKeyspace()
    await (await keyspace.open({ rules })).close()
  })
  afterAll(() => keyspace.drop())

  const server = async (faults: StatementFaults) => {
    const options = { ...keyspace.options, rules }
    const connection = faults.on(await connect(options, runtime, silentLogger))
    const tables = new DriverTables(connection, keyspace.name, levelsOf(options))
    return new SessionRepository({ tables, rules, runtime, events: noStoreEvents, log: silentLogger })
  }

  it(`[CAS-36] every answer holds, and a retry tells what an unknown outcome was: ${SEEDS} seeds`, async () => {
    const faults = [1, 2].map((index) => new StatementFaults(seededStream(index, 'faults'), FAULTY_SHARE))
    const stores = await Promise.all(faults.map(server))
    const users = Array.from({ length: SEEDS }, (_, index) => `${policy}-${index + 1}`)
    const histories = new Map<string, Entry[]>()
    try {
      for (let at = 0; at < users.length; at += AT_ONCE) {
        await Promise.all(
          users.slice(at, at + AT_ONCE).map(async (userId) => {
            const random = seededStream(at, userId)
            const beganMs = Math.floor(runtime.wallNowMs())
            const history: Entry[] = []
            histories.set(userId, history)
            const deadlinesMs = DEADLINES_MS
            const game = { stores, runtime, random, userId, regions: REGIONS, beganMs, deadlinesMs }
            await play(game, history, (calls) => calls < CALLS_OF_A_PLAYER)
          }),
        )
      }
    } finally {
      for (const each of faults) await each.heal()
      await Promise.all(stores.map((store) => store.close()))
    }
    for (const each of faults)
      for (const [name, count] of each.counts) counts.set(name, (counts.get(name) ?? 0) + count)

    const after = await server(new StatementFaults(seededStream(3, 'none'), 0))
    try {
      for (const [userId, history] of histories) {
        told.entries += history.length
        told.failures += history.filter(({ answer }) => answer.kind === 'failed').length
        const sessions = await expectTruth(after, userId, history, policy !== 'allow')
        await expectDerivedRows(after, userId, sessions)
      }
    } finally {
      await after.close()
    }
  })

  const expectDerivedRows = async (
    store: SessionRepository,
    userId: string,
    sessions: ReadonlyMap<string, Session>,
  ) => {
    const wanted = [...sessions.values()].map(({ sessionId, region, status }) => ({
      sessionId,
      region,
      status,
    }))
    const bySession = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) => ({ sessionId: row['session_id'], region: row['region'], status: row['status'] }))
    const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()
    const publicRows = await keyspace.cql(`SELECT * FROM KS.sessions WHERE user_id = '${userId}'`)
    expect(sorted(bySession(publicRows))).toEqual(sorted(wanted))
    const production = await Promise.all(
      REGIONS.map((region) =>
        keyspace.cql('SELECT * FROM KS.sessions_by_region_and_user WHERE region = ? AND user_id = ?', [
          region,
          userId,
        ]),
      ),
    )
    expect(sorted(bySession(production.flat()))).toEqual(sorted(wanted))
    const listed = await inTime(DEADLINE_MS, (deadline) =>
      store.listOfUser({ userId, nowMs: 0, limit: 200 }, deadline),
    )
    expect(listed.sessions.map(({ sessionId }) => sessionId).sort()).toEqual([...sessions.keys()].sort())
  }
})

it('[CAS-36] every way in which a statement can end badly has happened', () => {
  expect([...counts.keys()].sort()).toEqual([...FAULT_NAMES].sort())
  expect(told.failures).toBeGreaterThan(0)
  expect(told.failures).toBeLessThan(told.entries / 2)
})
