import { Counter, Gauge, Histogram, type LabelValues, Registry, collectDefaultMetrics } from 'prom-client'
import type { RegionEvents } from '../regions/ports.ts'
import type { SessionEvents, StoreEvents } from '../sessions/ports.ts'

const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type StoreOutcome = 'ok' | 'unavailable' | 'unknown' | 'refused'

/** What Gamemesh tells Prometheus. Labels take few values: route templates, region names, fixed words; never an id. */
export interface Metrics extends SessionEvents, StoreEvents, RegionEvents {
  requestFinished(route: string, method: string, status: number, seconds: number): void
  storeAnswered(operation: string, outcome: StoreOutcome, seconds: number): void
  /** Adds what is read when Prometheus asks. Once per process. */
  observe(observed: Observed): void
  text(): Promise<{ contentType: string; text: string }>
}

export interface Observed {
  /** Undefined while the store has not said. */
  readonly activeSessions: () => number | undefined
  /** Regions with a server that takes sessions; absent on a regional server. */
  readonly regionsAlive?: () => number
  /** Of each region, how many servers main leaves alone for now; absent on a regional server. */
  readonly breakersOpen?: () => ReadonlyMap<string, number>
}

export function createMetrics(region: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ server_region: region })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  const requests = new Histogram({
    name: 'gamemesh_http_request_duration_seconds',
    help: 'Time from the last byte of a request to its answer, by route; its _count is the number of requests.',
    labelNames: ['route', 'method', 'status'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })
  const starts = new Counter({
    name: 'gamemesh_session_starts_total',
    help: 'Starts that this server decided itself, by outcome; gamemesh_forwarded_starts_total has the others.',
    labelNames: ['outcome'],
    registers,
  })
  const exits = new Counter({
    name: 'gamemesh_session_exits_total',
    help: 'Exits answered by this server; "repeated" had ended before.',
    labelNames: ['outcome'],
    registers,
  })
  const replaced = new Counter({
    name: 'gamemesh_session_replacements_total',
    help: 'Sessions that a start of the same user ended, under the policy "replace".',
    registers,
  })
  const expired = new Counter({
    name: 'gamemesh_session_expiries_total',
    help: 'Sessions that this server found to be over and ended.',
    registers,
  })
  const forwards = new Counter({
    name: 'gamemesh_forwarded_starts_total',
    help: 'Attempts to have a region run a start, by result.',
    labelNames: ['to_region', 'result'],
    registers,
  })
  const breakers = new Counter({
    name: 'gamemesh_breaker_changes_total',
    help: "Changes of the circuit breakers of regions' servers, by the state they changed to.",
    labelNames: ['to_region', 'state'],
    registers,
  })
  const store = new Histogram({
    name: 'gamemesh_store_duration_seconds',
    help: 'Time the session store took, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

  const requestTimes = observer(requests)
  const storeTimes = observer(store)
  return {
    requestFinished: (route, method, status, seconds) =>
      requestTimes(`${route} ${method} ${status}`, { route, method, status }, seconds),
    sessionStarted: (outcome) => starts.inc({ outcome }),
    sessionExited: (outcome) => exits.inc({ outcome }),
    sessionReplaced: () => replaced.inc(),
    sessionExpired: () => expired.inc(),
    startForwarded: (toRegion, result) => forwards.inc({ to_region: toRegion, result }),
    breakerChanged: (toRegion, state) => breakers.inc({ to_region: toRegion, state }),
    storeAnswered: (operation, outcome, seconds) =>
      storeTimes(`${operation} ${outcome}`, { operation, outcome }, seconds),
    observe: (observed) => observe(registers, observed),
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

/** Finds the series of some labels by `key` from the second time on: prom-client would check and sort them each time. */
function observer<Label extends string>(histogram: Histogram<Label>) {
  const series = new Map<string, { observe(value: number): void }>()
  return (key: string, labels: LabelValues<Label>, seconds: number): void => {
    let found = series.get(key)
    if (!found) {
      found = histogram.labels(labels)
      series.set(key, found)
    }
    found.observe(seconds)
  }
}

function observe(registers: Registry[], observed: Observed): void {
  const active: Gauge = new Gauge({
    name: 'gamemesh_active_sessions',
    help: "Active sessions of this server's region; NaN while the store has not said.",
    registers,
    collect: () => active.set(observed.activeSessions() ?? Number.NaN),
  })
  const { regionsAlive, breakersOpen } = observed
  if (breakersOpen) observeBreakers(registers, breakersOpen)
  if (!regionsAlive) return
  const alive: Gauge = new Gauge({
    name: 'gamemesh_regions_alive',
    help: 'Regions that have at least one server with recent heartbeats.',
    registers,
    collect: () => alive.set(regionsAlive()),
  })
}

function observeBreakers(registers: Registry[], breakersOpen: () => ReadonlyMap<string, number>): void {
  const open: Gauge<'to_region'> = new Gauge({
    name: 'gamemesh_breakers_open',
    help: 'Servers that main leaves alone for now because they did not answer, by region.',
    labelNames: ['to_region'],
    registers,
    collect() {
      open.reset()
      for (const [region, servers] of breakersOpen()) open.set({ to_region: region }, servers)
    },
  })
}
