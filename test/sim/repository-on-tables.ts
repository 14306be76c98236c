import { silentLogger } from '../../src/base/logger-port.ts'
import { seededStream } from '../../src/base/rng.ts'
import type { StartCommand } from '../../src/sessions/decide.ts'
import type { SessionRules } from '../../src/sessions/rules.ts'
import { CrashPlan } from '../../src/simulator/cassandra/crash-points.ts'
import type { Consistency } from '../../src/simulator/cassandra/replicas.ts'
import { SimDatabase } from '../../src/simulator/cassandra/sim-database.ts'
import { SimTables } from '../../src/simulator/cassandra/sim-tables.ts'
import { DatabaseWeather } from '../../src/simulator/cassandra/statement-faults.ts'
import { Scheduler } from '../../src/simulator/world/scheduler.ts'
import { SimClock } from '../../src/simulator/world/sim-clock.ts'
import { SimProcess } from '../../src/simulator/world/sim-process.ts'
import { simRuntime } from '../../src/simulator/world/sim-runtime.ts'
import { Tally } from '../../src/simulator/world/tally.ts'
import { SessionRepository } from '../../src/storage/cassandra/session-repository.ts'

const CALL_MS = 5_000

/** Production repositories on one simulated database, to put into situations that seeds have found. */
export function repositoryOnTables(rules: SessionRules, consistency: Consistency) {
  const scheduler = new Scheduler()
  const database = new SimDatabase()
  const clock = new SimClock(scheduler)
  const events = { sessionExpired: () => {} }

  const open = (name: string) => {
    const life = new SimProcess(name, scheduler)
    const crashes = new CrashPlan(new Tally())
    const runtime = simRuntime({ scheduler, seed: 1, life, clock })
    const random = seededStream(1, name)
    const parts = {
      database,
      weather: new DatabaseWeather(),
      scheduler,
      life,
      dc: 'dc1',
      consistency,
    } as const
    const tables = new SimTables({ ...parts, random, crashes, faultsMet: new Tally() })
    const store = new SessionRepository({ tables, rules, runtime, events, log: silentLogger })
    const play = async <T>(work: Promise<T>) => {
      const told = work.catch((error: unknown) => error)
      await scheduler.runUntil(scheduler.nowMs + CALL_MS)
      return life.isAlive ? told : 'dead'
    }
    const command = (sessionId: string, given: Partial<StartCommand> = {}): StartCommand => ({
      sessionId,
      userId: 'user',
      region: 'eu',
      nowMs: runtime.wallNowMs(),
      idFrom: 'here',
      mayRepeat: true,
      ...given,
    })
    return {
      crashes,
      start: (sessionId: string, given?: Partial<StartCommand>) =>
        play(store.start(command(sessionId, given), runtime.deadline(CALL_MS))),
      exit: (sessionId: string) =>
        play(store.exit(sessionId, runtime.wallNowMs(), runtime.deadline(CALL_MS))),
      find: (sessionId: string) =>
        play(store.find(sessionId, runtime.wallNowMs(), runtime.deadline(CALL_MS))),
    }
  }
  return { scheduler, database, open }
}
