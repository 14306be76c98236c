import type { Logger } from '../../base/logger-port.ts'
import { seededStream } from '../../base/rng.ts'
import type { RegionalConfig, ServerConfig } from '../../config/server-config.ts'
import { composeMain } from '../../server/compose-main.ts'
import { composeRegional } from '../../server/compose-regional.ts'
import type { ComposeParts, ComposedServer } from '../../server/compose-server.ts'
import { MemorySessionData } from '../../storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../storage/memory/memory-session-store.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import { Scheduler } from '../world/scheduler.ts'
import { SimNetwork } from '../world/sim-network.ts'
import { simRuntime } from '../world/sim-runtime.ts'
import { Trace } from '../world/trace.ts'
import { FleetClient } from './fleet-client.ts'

export interface FleetOptions {
  readonly seed: number
  readonly regions: readonly string[]
  readonly clients: number
  readonly virtualMs: number
}

export interface FleetReport {
  readonly traceHash: string
  readonly traceLength: number
  readonly started: number
  readonly exited: number
  readonly failed: number
  readonly startsByRegion: Readonly<Record<string, number>>
  /** Users who had more than one active session at the end. */
  readonly doubled: number
}

const MAIN_URL = 'http://main:8080'
const LINK_DELAYS = { fastestMs: 0.5, slowestMs: 40 }

/**
 * The whole backend in one process and no real time: main, regions and clients, composed as the servers are, on a
 * virtual clock and network. One seed gives one course.
 */
export async function runFleet(options: FleetOptions): Promise<FleetReport> {
  const { seed, regions, virtualMs } = options
  const scheduler = new Scheduler()
  const trace = new Trace(() => scheduler.nowMs)
  const network = new SimNetwork(scheduler, seededStream(seed, 'network'), trace, LINK_DELAYS)
  const sessions = new MemorySessionData()

  const parts = (name: string, config: ServerConfig): ComposeParts => ({
    config,
    version: 'simulated',
    runtime: simRuntime(scheduler, seed, name),
    log: tracedLogger(trace, name),
    store: new MemorySessionStore(sessions),
    client: network.client(name),
    metrics: noMetrics,
    isStopping: () => false,
  })
  const open = (origin: string, server: ComposedServer) => {
    network.listen(origin, server.application)
    server.start()
  }

  open(MAIN_URL, composeMain(parts('main', { ...COMMON_CONFIG, role: 'main', region: 'main' })))
  for (const region of regions) {
    const origin = `http://${region}:8081`
    const config: RegionalConfig = { ...COMMON_CONFIG, role: 'regional', region, mainServerUrl: MAIN_URL }
    open(origin, composeRegional({ ...parts(region, config), config, publicUrl: async () => origin }))
  }
  const clients = Array.from({ length: options.clients }, (_, index) => {
    const name = `client-${index}`
    return new FleetClient(name, MAIN_URL, regions, simRuntime(scheduler, seed, name), network.client(name))
  })
  for (const client of clients) client.start()
  await scheduler.runUntil(virtualMs)

  return {
    traceHash: trace.hash(),
    traceLength: trace.length,
    ...summarise(clients),
    doubled: countDoubled(sessions, [...regions, 'main']),
  }
}

const COMMON_CONFIG = {
  instance: 'default',
  host: 'virtual',
  port: 8080,
  registerIntervalMs: 5_000,
  requestTimeoutMs: 5_000,
  shutdownTimeoutMs: 5_000,
  storage: { kind: 'embedded', dataDir: 'virtual' },
  sessionPolicy: 'resume',
  placementPolicy: 'round-robin',
  mainAcceptsSessions: true,
  logLevel: 'debug',
} as const satisfies Partial<ServerConfig>

/** Log lines are part of the course: a server that decides otherwise says something else. */
function tracedLogger(trace: Trace, name: string): Logger {
  const add = (level: string) => (message: string, fields?: object) =>
    trace.add(name, `${level} ${message} ${JSON.stringify(fields)}`)
  return {
    debug: add('debug'),
    info: add('info'),
    warn: add('warn'),
    error: add('error'),
    child: () => tracedLogger(trace, name),
  }
}

const noMetrics: Metrics = {
  requestFinished: () => {},
  sessionStarted: () => {},
  sessionExited: () => {},
  startForwarded: () => {},
  breakerChanged: () => {},
  storeAnswered: () => {},
  observe: () => {},
  text: async () => ({ contentType: 'text/plain', text: '' }),
}

function summarise(clients: readonly FleetClient[]) {
  const startsByRegion: Record<string, number> = {}
  let started = 0
  let exited = 0
  let failed = 0
  for (const client of clients) {
    started += client.started
    exited += client.exited
    failed += client.failed
    for (const region of client.regionsPlayed) startsByRegion[region] = (startsByRegion[region] ?? 0) + 1
  }
  return { started, exited, failed, startsByRegion }
}

function countDoubled(sessions: MemorySessionData, regions: readonly string[]): number {
  const active = regions.flatMap((region) => sessions.activeIn(region))
  return active.length - new Set(active.map(({ userId }) => userId)).size
}
