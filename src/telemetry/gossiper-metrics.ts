import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { GossiperEvents } from '../players/ports.ts'

const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const AGE_BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2, 4, 6, 8, 12, 20, 60]
const NANOS_PER_SECOND = 1e9

/** What is read when Prometheus asks. */
export interface ObservedGossiper {
  readonly players: () => number
  /** Entries that wait until their time has come. */
  readonly waiting: () => number
  /** Of each other member of the mesh; absent where full states are exchanged. */
  readonly phi?: () => ReadonlyMap<string, number>
  readonly members?: () => ReadonlyMap<string, number>
}

export interface GossiperMetrics extends GossiperEvents {
  observe(observed: ObservedGossiper): void
  text(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** Peers come from the command line or are members of the mesh: their number is bounded, so they may be labels. */
export function createGossiperMetrics(node: string): GossiperMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ node })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'gamemesh_gossiper_http_request_duration_seconds',
    help: 'Time to answer a request, by path; its _count is the number of requests.',
    labelNames: ['route', 'method', 'status'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })
  const rounds = new Counter({
    name: 'gamemesh_gossiper_rounds_total',
    help: 'Rounds of gossip that this node began, one per interval.',
    registers,
  })
  const exchanges = new Histogram({
    name: 'gamemesh_gossiper_exchange_duration_seconds',
    help: 'Time that exchanges begun by this node took; their number is in _count.',
    labelNames: ['peer'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })
  const failures = new Counter({
    name: 'gamemesh_gossiper_exchange_failures_total',
    help: 'Exchanges begun by this node that failed.',
    labelNames: ['peer', 'reason'],
    registers,
  })
  const mismatches = new Counter({
    name: 'gamemesh_gossiper_mismatches_total',
    help: 'Exchanges begun by this node that found a difference.',
    registers,
  })
  const bytes = new Counter({
    name: 'gamemesh_gossiper_gossip_bytes_total',
    help: 'Bytes of gossip in bodies of requests and answers.',
    labelNames: ['direction'],
    registers,
  })
  const merges = new Counter({
    name: 'gamemesh_gossiper_merged_writes_total',
    help: 'Writes from other nodes that were news here.',
    registers,
  })
  const ages = new Histogram({
    name: 'gamemesh_gossiper_convergence_seconds',
    help: 'Age of writes from other nodes when they arrived here, by the clocks of writer and reader.',
    buckets: AGE_BUCKETS_SECONDS,
    registers,
  })
  const leftOut = new Counter({
    name: 'gamemesh_gossiper_left_out_total',
    help: 'Players that peers sent and that were not taken because their timestamps lie too far ahead.',
    registers,
  })
  const agreeing = new Map<string, number>()
  const converged: Gauge<'peer'> = new Gauge({
    name: 'gamemesh_gossiper_converged',
    help: '1: the last exchange with the peer found no difference.',
    labelNames: ['peer'],
    registers,
    collect() {
      for (const [peer, same] of agreeing) converged.set({ peer }, same)
    },
  })
  return {
    requestFinished: (route, method, status, seconds) => requests.observe({ route, method, status }, seconds),
    roundBegan: () => rounds.inc(),
    exchanged(peer, same, seconds) {
      exchanges.observe({ peer }, seconds)
      if (!same) mismatches.inc()
      agreeing.set(peer, same ? 1 : 0)
    },
    exchangeFailed: (peer, reason) => failures.inc({ peer, reason }),
    gossipBytes: (direction, count) => bytes.inc({ direction }, count),
    merged(agesNanos) {
      merges.inc(agesNanos.length)
      for (const age of agesNanos) ages.observe(Math.max(0, Number(age) / NANOS_PER_SECOND))
    },
    leftOut: (players) => leftOut.inc(players),
    observe: (observed) => observe(registers, observed),
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function observe(registers: Registry[], { players, waiting, phi, members }: ObservedGossiper): void {
  read(registers, 'gamemesh_gossiper_players', 'Players that this node knows.', players)
  read(
    registers,
    'gamemesh_gossiper_waiting_entries',
    'Entries of the mesh that wait because their writers’ clocks are ahead.',
    waiting,
  )
  if (phi)
    readAll(registers, 'gamemesh_gossiper_phi', 'How improbable the silence of a member is.', 'peer', phi)
  if (members)
    readAll(registers, 'gamemesh_gossiper_members', 'Members of the mesh, by status.', 'status', members)
}

function read(registers: Registry[], name: string, help: string, value: () => number): void {
  const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(value()) })
}

function readAll(
  registers: Registry[],
  name: string,
  help: string,
  label: string,
  values: () => ReadonlyMap<string, number>,
): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: [label],
    registers,
    collect() {
      gauge.reset()
      for (const [key, value] of values()) gauge.set({ [label]: key }, value)
    },
  })
}
