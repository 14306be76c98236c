import { between, type RandomStream } from '../../base/rng.ts'
import type { RegionalConfig, ServerConfig } from '../../config/server-config.ts'
import { composeMain } from '../../server/compose-main.ts'
import { composeRegional } from '../../server/compose-regional.ts'
import type { ComposeParts, ComposedServer } from '../../server/compose-server.ts'
import type { SweepPace } from '../../storage/cassandra/repair-sweep.ts'
import { SessionRepository } from '../../storage/cassandra/session-repository.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import type { DataCentre } from '../cassandra/replicas.ts'
import { SimTables } from '../cassandra/sim-tables.ts'
import { SimClock } from '../world/sim-clock.ts'
import { SimProcess } from '../world/sim-process.ts'
import { simRuntime } from '../world/sim-runtime.ts'
import type { FleetWorld } from './fleet-world.ts'
import type { Sabotage } from './sabotage.ts'

export interface ServerPlace {
  readonly name: string
  readonly region: string
  readonly dc: DataCentre
  /** Absent for main itself. */
  readonly mainUrl?: string
}

/** Often enough for what faults leave behind to be mended while the world lasts. */
export const FAST_SWEEP: SweepPace = { pageSize: 100, atOnce: 8, pauseMs: 100, restMs: 8_000 }
const SHORTEST_DOWNTIME_MS = 50
const LONGEST_DOWNTIME_MS = 5_000
const SLOWEST_CLOCK = 0.9998
const FASTEST_CLOCK = 1.0002
const PORT = 8080

interface Running {
  readonly life: SimProcess
  readonly composed: ComposedServer
  readonly repository: SessionRepository
  isStopping: boolean
}

/** One server on one machine, through all its lives: what dies is started again, as a supervisor would. */
export class FleetServer {
  readonly name: string
  readonly origin: string
  readonly clock: SimClock
  readonly #world: FleetWorld
  readonly #place: ServerPlace
  readonly #sabotage: Sabotage
  readonly #random: RandomStream
  #running: Running | undefined
  #lives = 0

  constructor(world: FleetWorld, place: ServerPlace, sabotage: Sabotage) {
    this.name = place.name
    this.origin = `http://${place.name}:${PORT}`
    this.#world = world
    this.#place = place
    this.#sabotage = sabotage
    this.#random = world.random(`machine ${place.name}`)
    const { skewMs } = world.plan
    const offsetMs = between(this.#random, -skewMs, skewMs)
    this.clock = new SimClock(world.scheduler, offsetMs, between(this.#random, SLOWEST_CLOCK, FASTEST_CLOCK))
  }

  get isMain(): boolean {
    return this.#place.mainUrl === undefined
  }

  get region(): string {
    return this.#place.region
  }

  get life(): SimProcess | undefined {
    return this.#running?.life
  }

  start(): void {
    const world = this.#world
    // Nobody can know that a clock is wrong that was never seen right.
    this.clock.startRight()
    const life = new SimProcess(this.name, world.scheduler, this.#lives++)
    const running = this.#compose(life)
    this.#running = running
    world.trace.add(this.name, `starts ${life.id}`)
    life.whenDead(() => {
      world.trace.add(this.name, 'dies')
      this.#running = undefined
      const downMs = between(this.#random, SHORTEST_DOWNTIME_MS, LONGEST_DOWNTIME_MS)
      world.scheduler.after(downMs, () => this.start())
    })
    world.network.listen(this.origin, life, running.composed.application)
    running.repository.run()
    running.composed.start()
  }

  /** SIGTERM: finishes what is under way, then ends. */
  async stop(): Promise<void> {
    const running = this.#running
    if (!running || running.isStopping) return
    running.isStopping = true
    this.#world.network.closeDoor(this.origin)
    await running.composed.stop()
    await running.repository.close()
    running.life.kill()
  }

  #compose(life: SimProcess): Running {
    const { scheduler, seed, plan, database, weather, crashes, faultsMet, network } = this.#world
    const healthy = simRuntime({ scheduler, seed, life, clock: this.clock })
    const runtime = this.#sabotage.runtime?.(healthy) ?? healthy
    const log = this.#world.logger(this.name)
    const server = { name: this.name, runtime, rules: plan.rules, database }
    const random = this.#world.random(`statements of ${life.id}`)
    const { dc } = this.#place
    const tables = new SimTables({
      database,
      weather,
      scheduler,
      life,
      dc,
      consistency: plan.consistency,
      random,
      crashes,
      faultsMet,
      trace: this.#world.trace,
    })
    const repository = new SessionRepository({
      tables: this.#sabotage.tables?.(tables, server) ?? tables,
      rules: plan.rules,
      runtime,
      events: noMetrics,
      log,
      sweep: FAST_SWEEP,
    })
    const client = network.client(life)
    const parts: ComposeParts = {
      config: this.#config(),
      version: 'simulated',
      runtime,
      log,
      store: this.#sabotage.store?.(repository, server) ?? repository,
      client: this.#sabotage.client?.(client, server) ?? client,
      metrics: noMetrics,
      isStopping: () => this.#running?.isStopping ?? false,
    }
    return { life, repository, composed: this.#composeRole(parts), isStopping: false }
  }

  #composeRole(parts: ComposeParts): ComposedServer {
    const { config } = parts
    if (config.role === 'main') return composeMain(parts)
    return composeRegional({ ...parts, config, publicUrl: async () => this.origin })
  }

  #config(): ServerConfig {
    const { region, mainUrl } = this.#place
    const common = { ...COMMON_CONFIG, region, rules: this.#world.plan.rules }
    if (mainUrl === undefined) return { ...common, role: 'main' }
    return { ...common, role: 'regional', mainServerUrl: mainUrl } satisfies RegionalConfig
  }
}

const COMMON_CONFIG = {
  instance: 'default',
  host: 'virtual',
  port: PORT,
  registerIntervalMs: 2_000,
  requestTimeoutMs: 5_000,
  shutdownTimeoutMs: 5_000,
  storage: { kind: 'embedded', dataDir: 'virtual' },
  placementPolicy: 'round-robin',
  mainAcceptsSessions: true,
  logLevel: 'debug',
} as const satisfies Partial<ServerConfig>

const noMetrics: Metrics = {
  requestFinished: () => {},
  sessionStarted: () => {},
  sessionExited: () => {},
  sessionReplaced: () => {},
  sessionExpired: () => {},
  startForwarded: () => {},
  breakerChanged: () => {},
  storeAnswered: () => {},
  observe: () => {},
  text: async () => ({ contentType: 'text/plain', text: '' }),
}
