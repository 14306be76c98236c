import { seededStream } from '../../src/base/rng.ts'
import { CrashPlan } from '../../src/simulator/cassandra/crash-points.ts'
import { SimDatabase } from '../../src/simulator/cassandra/sim-database.ts'
import { SimTables } from '../../src/simulator/cassandra/sim-tables.ts'
import { DatabaseWeather } from '../../src/simulator/cassandra/statement-faults.ts'
import { Scheduler } from '../../src/simulator/world/scheduler.ts'
import { SimProcess } from '../../src/simulator/world/sim-process.ts'
import { Tally } from '../../src/simulator/world/tally.ts'
import { tablePortContract } from './table-port-contract.ts'

/** Longer than any statement takes without faults, and than the replicas lag behind. */
const LONGEST_CALL_MS = 100

tablePortContract('the simulated tables', async () => {
  const scheduler = new Scheduler()
  const tables = new SimTables({
    database: new SimDatabase(),
    weather: new DatabaseWeather(),
    scheduler,
    life: new SimProcess('server', scheduler),
    dc: 'dc1',
    consistency: 'QUORUM',
    random: seededStream(1, 'tables'),
    crashes: new CrashPlan(new Tally()),
    faultsMet: new Tally(),
  })
  const letPass = (ms: number) => scheduler.runUntil(scheduler.nowMs + ms)
  return {
    call: async (work) => {
      const working = work(tables)
      await letPass(LONGEST_CALL_MS)
      return working
    },
    letPass,
    dispose: async () => {},
  }
})
