import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** Peers whose phi is shown: those of whom it is highest. Everything else has labels of few values. */
export const MAX_PHI_PEERS = 64
/** Deaths that are remembered, to see whether they were true. */
const MAX_REMEMBERED_DEATHS = 4_096

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type MemberNews =
  | 'join'
  | 'leave'
  | 'suspect'
  | 'dead'
  | 'alive'
  | 'restart'
  | 'update'
  | 'flapping'
  | 'forget'

/** What a node of the mesh tells Prometheus. */
export interface MeshMetrics {
  roundEnded(roundTripMs: number, mismatch: boolean): void
  memberChanged(news: MemberNews, name: string, generation: number): void
  deltaApplied(): void
  broadcastReceived(): void
  /** How long ago what has just arrived was written or sent, by its writer's clock. */
  arrivedAfter(seconds: number): void
  overloaded(what: string): void
  stalled(): void
  faulted(): void
  observe(read: () => MeshReadings): void
  text(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** Read when Prometheus asks. Totals never go back. */
export interface MeshReadings {
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly links: number
  readonly queuedFrames: number
  readonly dropped: Readonly<Record<string, number>>
  readonly refused: Readonly<Record<string, number>>
  readonly members: Readonly<Record<string, number>>
  readonly phi: ReadonlyArray<readonly [peer: string, phi: number]>
  readonly entries: number
  readonly entryBytes: number
  readonly waitingWrites: number
  readonly updatesPerSecond: number
  readonly localHealth: number
}

export function createMeshMetrics(node: string): MeshMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ node })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = (name: string, help: string) => new Counter({ name: `gossip_${name}`, help, registers })
  const seconds = (name: string, help: string) =>
    new Histogram({ name: `gossip_${name}`, help, buckets: SECONDS, registers })

  const rounds = counter('rounds_total', 'Exchanges with a peer that are over.')
  const mismatches = counter(
    'digest_mismatches_total',
    'Exchanges that found the two nodes to know different things.',
  )
  const roundTrips = seconds('round_trip_seconds', 'Smoothed round trip to the peer of each exchange.')
  const deltas = counter('deltas_total', 'Changes of keys that have been applied.')
  const broadcasts = counter('broadcasts_received_total', 'Broadcasts of other nodes that have arrived.')
  const convergence = seconds(
    'convergence_seconds',
    "Age of what arrived, by its writer's clock against this one.",
  )
  const overloads = new Counter({
    name: 'gossip_overloads_total',
    help: 'Times that a bound was reached, once per episode.',
    labelNames: ['what'],
    registers,
  })
  const stalls = counter('stalls_total', 'Times that this process stood still.')
  const faults = counter('faults_total', 'Frames that could not be read, and links that broke the rules.')
  const judgements = memberCounters(counter)
  return {
    roundEnded(roundTripMs, mismatch) {
      rounds.inc()
      if (mismatch) mismatches.inc()
      if (roundTripMs > 0) roundTrips.observe(roundTripMs / 1000)
    },
    memberChanged: judgements,
    deltaApplied: () => deltas.inc(),
    broadcastReceived: () => broadcasts.inc(),
    // A clock that is behind the writer's makes it come before it was sent.
    arrivedAfter: (age) => convergence.observe(Math.max(0, age)),
    overloaded: (what) => overloads.inc({ what }),
    stalled: () => stalls.inc(),
    faulted: () => faults.inc(),
    observe: (read) => observe(registers, read),
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

/** A death was false if the same start of the member speaks again. */
function memberCounters(counter: (name: string, help: string) => Counter): MeshMetrics['memberChanged'] {
  const joins = counter('joins_total', 'Members that were seen to come.')
  const leaves = counter('leaves_total', 'Members that have said that they leave.')
  const suspicions = counter('suspicions_total', 'Members that became suspicious.')
  const refutations = counter(
    'refutations_total',
    'Members that were suspicious or dead and have shown that they live.',
  )
  const deaths = counter('deaths_total', 'Members that were declared dead.')
  const falseDeaths = counter('false_deaths_total', 'Of these, those that had been alive all along.')
  const flaps = counter('flaps_total', 'Members that were suspicious again and again.')
  const restarts = counter('restarts_total', 'Members that have begun anew.')
  const dead = new Map<string, number>()
  const by: Readonly<Partial<Record<MemberNews, Counter>>> = {
    join: joins,
    leave: leaves,
    suspect: suspicions,
    alive: refutations,
    dead: deaths,
    flapping: flaps,
    restart: restarts,
  }
  return (news, name, generation) => {
    by[news]?.inc()
    if (news === 'dead') {
      if (dead.size < MAX_REMEMBERED_DEATHS) dead.set(name, generation)
    } else if (news !== 'suspect' && news !== 'flapping') {
      if (news === 'alive' && dead.get(name) === generation) falseDeaths.inc()
      dead.delete(name)
    }
  }
}

function observe(registers: Registry[], read: () => MeshReadings): void {
  const gauge = (name: string, help: string, value: (readings: MeshReadings) => number) => {
    const own: Gauge = new Gauge({
      name: `gossip_${name}`,
      help,
      registers,
      collect: () => own.set(value(read())),
    })
  }
  const labelled = (
    kind: typeof Counter<string> | typeof Gauge<string>,
    [name, label, help]: readonly [name: string, label: string, help: string],
    values: (readings: MeshReadings) => Iterable<readonly [value: string, amount: number]>,
  ) => {
    const own = new kind({
      name: `gossip_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        own.reset()
        for (const [value, amount] of values(read())) own.inc({ [label]: value }, amount)
      },
    })
  }
  labelled(Counter, ['messages_total', 'direction', 'Frames of the mesh.'], ({ framesIn, framesOut }) => [
    ['in', framesIn],
    ['out', framesOut],
  ])
  labelled(
    Counter,
    ['bytes_total', 'direction', 'Bytes on the links, hellos included.'],
    ({ bytesIn, bytesOut }) => [
      ['in', bytesIn],
      ['out', bytesOut],
    ],
  )
  labelled(Counter, ['dropped_frames_total', 'reason', 'Frames that were not carried.'], ({ dropped }) =>
    Object.entries(dropped),
  )
  labelled(
    Counter,
    ['refused_links_total', 'reason', 'Links that were not taken, or closed for a fault.'],
    ({ refused }) => Object.entries(refused),
  )
  labelled(Gauge, ['members', 'state', 'Members in each state, this node included.'], ({ members }) =>
    Object.entries(members),
  )
  labelled(
    Gauge,
    ['phi', 'peer', `How improbable the silence of a peer is; of the ${MAX_PHI_PEERS} highest.`],
    ({ phi }) => phi.toSorted(([, a], [, b]) => b - a).slice(0, MAX_PHI_PEERS),
  )
  gauge('links', 'Open links.', ({ links }) => links)
  gauge('queued_frames', 'Frames that wait for a link.', ({ queuedFrames }) => queuedFrames)
  gauge('waiting_writes', 'Keys that wait to be changed.', ({ waitingWrites }) => waitingWrites)
  gauge('entries', 'Entries of all members held here.', ({ entries }) => entries)
  gauge('entry_bytes', 'Their size.', ({ entryBytes }) => entryBytes)
  gauge(
    'updates_per_second',
    'Changes per second that the mesh takes from this node at present.',
    (r) => r.updatesPerSecond,
  )
  gauge('local_health', 'How far this node doubts itself; 0 is well.', ({ localHealth }) => localHealth)
}
