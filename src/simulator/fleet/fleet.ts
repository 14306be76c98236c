import { ALL_REPLICAS } from '../cassandra/replicas.ts'
import type { Violation } from '../world/violation.ts'
import { checkHistory } from '../history/check-history.ts'
import { RealTimeGuard } from '../world/real-time-guard.ts'
import type { Counts } from '../world/tally.ts'
import { FinalState } from './final-state.ts'
import { FleetClient } from './fleet-client.ts'
import { drawPlan, type FleetPlan } from './fleet-plan.ts'
import { FleetServer } from './fleet-server.ts'
import { FleetWorld } from './fleet-world.ts'
import type { Sabotage } from './sabotage.ts'
import { WorldFaults } from './world-faults.ts'

export interface FleetOptions {
  readonly seed: number
  /** How long there are faults, in virtual time. */
  readonly seconds: number
  readonly sabotage?: Sabotage
  /** In place of what the seed draws. */
  readonly plan?: FleetPlan
  /** Gets each line of the trace. */
  readonly show?: (line: string) => void
}

export interface FleetReport {
  readonly seed: number
  readonly traceHash: string
  readonly traceLength: number
  readonly virtualMs: number
  readonly operations: number
  readonly answered: number
  readonly answers: Counts
  readonly faults: Counts
  readonly crashPoints: Counts
  readonly sessions: number
  readonly violations: readonly Violation[]
}

/** After the faults: by when each client has its answer. It may be in the middle of its tries. */
const FINISH_MS = 20_000
/** By when sweeps have mended what nobody touches: writes that come late, then two passes. */
const SETTLE_MS = 26_000
/** Lists are asked for so that what a look mends is mended; that takes this long. */
const MEND_MS = 6_000
const REQUEST_MS = 5_000
const STATEMENT_MS = 2_000
const CLOCK_ROUGHNESS_MS = 60

/**
 * The whole backend in one process and no real time: main, regions and clients, composed as the servers are, with the
 * production session repository, on a virtual clock, network and database. First the world breaks as its seed says, then
 * it heals and must settle; then everything that clients were told is checked. One seed gives one course.
 */
export async function runFleet(options: FleetOptions): Promise<FleetReport> {
  const guard = new RealTimeGuard()
  guard.watch()
  let used: readonly string[] = []
  try {
    const report = await new Fleet(options).run()
    used = guard.end()
    const real = used.map((use) => ({ rule: 'real time or chance was used', detail: use }))
    return { ...report, violations: [...real, ...report.violations] }
  } finally {
    guard.end()
  }
}

class Fleet {
  readonly #options: FleetOptions
  readonly #world: FleetWorld
  readonly #servers: readonly FleetServer[]
  readonly #clients: readonly FleetClient[]
  readonly #faults: WorldFaults
  readonly #violations: Violation[] = []

  constructor(options: FleetOptions) {
    const { seed, seconds, sabotage = {}, show } = options
    const plan = options.plan ?? drawPlan(seed, seconds * 1000)
    this.#options = options
    this.#world = new FleetWorld(seed, plan, show)
    const world = this.#world
    const main = new FleetServer(world, { name: 'main', region: 'main', dc: 'dc1' }, sabotage)
    const regions = Array.from({ length: plan.regionCount }, (_, index) => {
      const name = `region${index}`
      const dc = index % 2 === 0 ? 'dc2' : 'dc1'
      return new FleetServer(world, { name, region: name, dc, mainUrl: main.origin }, sabotage)
    })
    this.#servers = [main, ...regions]
    this.#clients = Array.from({ length: plan.clientCount }, (_, index) => {
      const userId = `user-${Math.floor(index / plan.clientsPerUser)}`
      return new FleetClient(world, `client-${index}`, userId, this.#servers)
    })
    this.#faults = new WorldFaults(world, this.#servers)
  }

  async run(): Promise<FleetReport> {
    const { scheduler } = this.#world
    for (const server of this.#servers) server.start()
    for (const client of this.#clients) client.play()
    this.#faults.begin()
    await scheduler.runUntil(this.#options.seconds * 1000)
    this.#faults.heal()
    await this.#finish()
    await this.#settle()
    return this.#report()
  }

  /** Every client gets its answer. */
  async #finish(): Promise<void> {
    const { scheduler } = this.#world
    for (const client of this.#clients) void client.finish()
    await scheduler.runUntil(scheduler.nowMs + FINISH_MS)
    for (const client of this.#clients) {
      if (!client.isDone) this.#violated('a client waits for ever', client.name)
    }
  }

  async #settle(): Promise<void> {
    const { scheduler, database } = this.#world
    // As Cassandra's own repair of Paxos does for who is not asked about.
    for (const user of database.users()) user.settle(ALL_REPLICAS, scheduler.nowMs)
    await scheduler.runUntil(scheduler.nowMs + SETTLE_MS)
    await this.#lookRound()
    await this.#lookRound()
    for (const { url } of this.#world.network.underWay)
      this.#violated('a server works on a request for ever', url)
  }

  /** Somebody looks at every list, at every server. */
  async #lookRound(): Promise<void> {
    const { scheduler } = this.#world
    const ofUsers = new Map(this.#clients.map((client) => [client.userId, client]))
    for (const server of this.#servers) {
      for (const client of ofUsers.values()) void client.ask({ kind: 'list of user' }, server)
      const [client] = this.#clients
      for (const { region } of this.#servers) void client?.ask({ kind: 'active list', region }, server)
    }
    await scheduler.runUntil(scheduler.nowMs + MEND_MS)
  }

  #violated(rule: string, detail: string): void {
    this.#violations.push({ rule, detail })
  }

  #report(): FleetReport {
    const { scheduler, database, plan, history, trace, trueMs } = this.#world
    const final = new FinalState(database, plan.rules, scheduler.nowMs, trueMs)
    for (const error of this.#world.errors) this.#violated('a server logged a fault of its own', error)
    this.#violations.push(...final.violations())
    this.#violations.push(
      ...checkHistory({
        operations: history.operations,
        rules: plan.rules,
        final: final.sessions,
        allowance: {
          skewMs: plan.skewMs + CLOCK_ROUGHNESS_MS,
          jumpMs: this.#faults.jumpedMs,
          areReadsStale: plan.consistency !== 'QUORUM',
          requestMs: REQUEST_MS + STATEMENT_MS,
        },
      }),
    )
    return {
      seed: this.#options.seed,
      traceHash: trace.hash(),
      traceLength: trace.length,
      virtualMs: scheduler.nowMs,
      operations: history.operations.length,
      answered: history.operations.filter(({ told }) => told.kind !== 'nothing').length,
      answers: this.#answers(),
      faults: this.#world.faultsMet.counts(),
      crashPoints: this.#world.crashPointsHit.counts(),
      sessions: final.sessions.size,
      violations: this.#violations,
    }
  }

  #answers(): Counts {
    const counts: Record<string, number> = {}
    for (const { asked, told } of this.#world.history.operations) {
      const answer = told.kind === 'nothing' ? told.why : 'status' in told ? told.status : 'listed'
      const name = `${asked.kind}: ${answer}`
      counts[name] = (counts[name] ?? 0) + 1
    }
    return counts
  }
}
