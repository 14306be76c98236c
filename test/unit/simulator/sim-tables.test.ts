import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { CRASH_POINTS, CrashPlan } from '../../../src/simulator/cassandra/crash-points.ts'
import { SimDatabase } from '../../../src/simulator/cassandra/sim-database.ts'
import { SimTables } from '../../../src/simulator/cassandra/sim-tables.ts'
import {
  DatabaseWeather,
  type DecisionFault,
  HEALTHY_DATABASE,
} from '../../../src/simulator/cassandra/statement-faults.ts'
import { Scheduler } from '../../../src/simulator/world/scheduler.ts'
import { SimProcess } from '../../../src/simulator/world/sim-process.ts'
import { Tally } from '../../../src/simulator/world/tally.ts'
import { type Decision, EMPTY_SLOT } from '../../../src/storage/cassandra/table-port.ts'

const LATEST_MS = 10_000

const START: Decision = {
  to: {
    session: {
      sessionId: 'a',
      userId: 'user',
      region: 'eu',
      startedAtMs: 1,
      status: 'active',
      epoch: 0,
      version: 1,
    },
    startedBy: 'operation',
  },
  slot: { kind: 'take', seen: EMPTY_SLOT },
}

function world(fault?: DecisionFault) {
  const scheduler = new Scheduler()
  const weather = new DatabaseWeather()
  const hit = new Tally()
  const crashes = new CrashPlan(hit)
  const life = new SimProcess('server', scheduler)
  const tables = new SimTables({
    database: new SimDatabase(),
    weather,
    scheduler,
    life,
    dc: 'dc1',
    consistency: 'QUORUM',
    random: seededStream(7, 'tables'),
    crashes,
    faultsMet: new Tally(),
  })
  if (fault) weather.faults = { ...HEALTHY_DATABASE, decisions: { [fault]: 1 }, latestMs: LATEST_MS }
  const told = async <T>(work: Promise<T>, ms = 3_000) => {
    const answers: (T | string)[] = []
    work.then(
      (value) => answers.push(value),
      (error: unknown) => answers.push(String(error)),
    )
    await scheduler.runUntil(scheduler.nowMs + ms)
    return answers
  }
  const holder = async () => {
    weather.faults = HEALTHY_DATABASE
    const [slot] = await told(tables.readSlot('user', 'serial'))
    return typeof slot === 'object' ? slot.activeSessionId : slot
  }
  return { scheduler, weather, tables, told, holder, crashes, hit, life }
}

describe('the simulated tables', () => {
  it.each<[DecisionFault, string, boolean | undefined]>([
    ['not sent', 'not-sent', false],
    ['unknown, not applied', 'unknown', false],
    ['unknown, applied', 'unknown', true],
    ['applied, told as refused', 'refused', true],
  ])('[SIM-16] a decision that is %s', async (fault, kind, isThere) => {
    const { tables, told, holder } = world(fault)
    expect(await told(tables.decide(START))).toEqual([expect.objectContaining({ kind })])
    expect(await holder()).toBe(isThere ? 'a' : undefined)
  })

  it('[SIM-16] a decision that is applied late is judged when it comes', async () => {
    const { tables, told, weather } = world('unknown, applied late')
    await told(tables.decide(START), 1)
    weather.faults = HEALTHY_DATABASE
    const { to } = START
    const other = { ...START, to: { ...to, session: { ...to.session, sessionId: 'b' } } }
    expect(await told(tables.decide(other), 100)).toEqual([{ kind: 'applied' }])
    const [slot] = await told(tables.readSlot('user', 'serial'), 2 * LATEST_MS)
    expect(slot).toEqual({ activeSessionId: 'b', lastSessionId: 'b' })
  })

  it('[SIM-16] in an outage nothing is written and every statement fails', async () => {
    const { tables, told, weather, holder } = world()
    weather.out.add('dc1')
    expect(await told(tables.readSlot('user', 'plain'))).toEqual([
      expect.stringContaining('StoreUnavailable'),
    ])
    const [outcome] = await told(tables.decide(START))
    expect(outcome).not.toMatchObject({ kind: 'applied' })
    weather.out.clear()
    expect(await holder()).toBeUndefined()
  })

  it('[SIM-14] a server dies before a statement: it is not sent; or after: it is carried out, and answers nobody', async () => {
    for (const moment of ['before', 'after'] as const) {
      const { tables, told, crashes, hit, life } = world()
      crashes.arm(`${moment} decide start`, 0)
      expect(await told(tables.decide(START))).toEqual([])
      expect(life.isAlive).toBe(false)
      expect(hit.counts()).toEqual({ [`${moment} decide start`]: 1 })
    }
    expect(CRASH_POINTS).toContain('before decide start')
  })
})
