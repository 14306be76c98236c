/**
 * What an epidemic run is made of. Every field may be left out; `settingsOf` fills in the defaults and refuses what is
 * out of range. Nodes are numbered from 0. Times are virtual milliseconds; the simulation counts them in ticks
 * (`TICKS_PER_MS`), and a delay is at least one tick. `settings.ts` holds the checks: `checkEpidemicOptions`.
 */
export interface EpidemicOptions {
  /** Any safe integer. The same options and seed give the same report, byte for byte, on every machine. */
  readonly seed?: number
  readonly nodes?: number
  /** To how many others a node passes on what is new. Given explicitly, it must not exceed `nodes`. */
  readonly fanout?: number
  readonly strategy?: Strategy
  readonly topology?: Topology
  /** Links per node: ring, random-regular, small-world and scale-free. Even. */
  readonly degree?: number
  /** small-world: the share of links that lead anywhere instead of to a neighbour. */
  readonly rewire?: number
  /** two-regions: how many links join the two halves, each of which is fully connected inside. */
  readonly bridges?: number
  readonly latency?: Latency
  /** Share of messages that get lost, to a millionth. */
  readonly drop?: number
  /** Share of messages that the network delivers twice. */
  readonly duplicate?: number
  /** How often a node acts of its own accord; by default a round trip of the mean latency. */
  readonly intervalMs?: number
  /** All nodes act at the same moments, as theory assumes; otherwise their moments are spread over the interval. */
  readonly aligned?: boolean
  /** push: to how many others a node repeats a message at each of its later rounds. */
  readonly repeatFanout?: number
  /** push: to whom it repeats on a full network; on others always at random. */
  readonly repeatTo?: RepeatTo
  /** Hops a message may travel; 0: it stays where it began. Left out: no limit. */
  readonly ttl?: number
  /** A node sends a message of its own accord in so many of its rounds and then stops. Left out: no limit. */
  readonly maxRounds?: number
  /** How often a node exchanges everything with one other, as a repair behind the strategy; 0: never. */
  readonly antiEntropyMs?: number
  readonly rumour?: Rumour
  /** How a node recognizes what it has already seen. */
  readonly dedup?: Dedup
  /** dedup `bloom`: ids that each filter is made for, and the share of new ids it may take for known ones. */
  readonly bloomIds?: number
  readonly bloomFalsePositives?: number
  /** How long an id is remembered. A message is given up at this age, so no copy outlives the memory of its id. */
  readonly dedupRetentionMs?: number
  readonly churn?: Churn
  readonly partitions?: readonly Partition[]
  readonly kills?: readonly Kill[]
  /** The run ends here even if nothing has converged. */
  readonly durationMs?: number
  /** How many broadcasts; each has an id of its own, its index. */
  readonly messages?: number
  /** Message `i` starts at node `origins[i % origins.length]`. */
  readonly origins?: readonly number[]
  /** Time between the starts of two broadcasts. */
  readonly messageEveryMs?: number
  /** Content of one message, for the count of bytes. */
  readonly payloadBytes?: number
}

/**
 * - push: passes new messages on at once to `fanout` others; then repeats to `repeatFanout` at each round, as a repair.
 * - pull: asks `fanout` others at each round what they have; they answer only with what is missing.
 * - push-pull: tells and asks at once.
 * - anti-entropy: the full exchange with one other every `antiEntropyMs`, and nothing else.
 * - rumour: repeats a hot message at each round until it has lost interest (`rumour`); anti-entropy behind it.
 * - infect-and-die: passes on once, then never again; anti-entropy behind it.
 * - relay-once: the same without any repair: what a walk through gossip usually shows, and never reaches everyone.
 * - broadcast: the origin sends to each of its links; nobody passes anything on; anti-entropy behind it.
 * - flood: everybody sends to every link: all-to-all.
 * - chain: node i sends to node i + 1.
 * - tree: eager along a tree with `fanout` children each, lazy announcements to a random other at each round.
 */
export const STRATEGIES = [
  'push',
  'pull',
  'push-pull',
  'anti-entropy',
  'rumour',
  'infect-and-die',
  'relay-once',
  'broadcast',
  'flood',
  'chain',
  'tree',
] as const
export type Strategy = (typeof STRATEGIES)[number]

/** Those that reach every live node whatever gets lost, as long as the network is connected and time is left. */
export const PRODUCTION_STRATEGIES: readonly Strategy[] = ['push', 'pull', 'push-pull', 'rumour', 'tree']

/**
 * - in-turn: all go around the ring of nodes in step, each round at a new random distance. So everybody hears from exactly
 *   one other, and who hears nothing is the share of losses.
 * - random: each for itself. Then a share of 1/e hears nothing in a round.
 */
export const REPEAT_TO = ['in-turn', 'random'] as const
export type RepeatTo = (typeof REPEAT_TO)[number]

export const TOPOLOGIES = [
  'full',
  'ring',
  'grid',
  'random-regular',
  'small-world',
  'scale-free',
  'two-regions',
] as const
export type Topology = (typeof TOPOLOGIES)[number]

export const LATENCIES = ['constant', 'uniform', 'exponential', 'log-normal', 'regions'] as const
export type LatencyKind = (typeof LATENCIES)[number]

/** One way. Each is drawn from a table of its quantiles, so also the unbounded ones have a greatest value. */
export type Latency =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number }
  /** Measured between cloud regions (`regions.ts`); node i stands in region i modulo their number. */
  | { readonly kind: 'regions' }

export const RUMOUR_FEEDBACKS = ['blind', 'feedback'] as const
export const RUMOUR_STOPS = ['coin', 'counter'] as const

/** Demers et al., 1987, section 1.4. */
export interface Rumour {
  /** blind: every contact counts; feedback: only contacts with somebody who knew already. */
  readonly feedback: (typeof RUMOUR_FEEDBACKS)[number]
  /** coin: each counted contact ends it with probability 1/k; counter: the k-th in a row does. */
  readonly stop: (typeof RUMOUR_STOPS)[number]
  readonly k: number
}

export const DEDUPS = ['exact', 'bloom'] as const
export type Dedup = (typeof DEDUPS)[number]

/** Those who leave are drawn from the live nodes; who joins takes a place that is free, and knows nothing. */
export interface Churn {
  readonly leavesPerSecond: number
  readonly joinsPerSecond: number
}

/** From `fromMs` to `untilMs` nodes reach only their own group; those that no group names form one more. */
export interface Partition {
  readonly fromMs: number
  readonly untilMs: number
  readonly groups: ReadonlyArray<ArrayLike<number>>
}

export interface Kill {
  readonly node: number
  readonly atMs: number
}

export const TICKS_PER_MS = 16

export const MAX_NODES = 4_000_000
/** Nodes times messages: one cell of state each. */
export const MAX_CELLS = 32_000_000
export const MAX_MESSAGES = 100_000
/** Nodes times degree. */
export const MAX_LINKS = 64_000_000
/** Links that a flood may use; each carries up to two messages. */
export const MAX_FLOOD_LINKS = 32_000_000
export const MAX_BLOOM_BYTES = 268_435_456
export const MAX_LATENCY_MS = 10_000
export const MAX_SIGMA = 2
export const MAX_DURATION_MS = 86_400_000
export const MAX_TTL = 10_000
export const MAX_ROUNDS = 10_000
export const MAX_K = 60
export const MAX_CHURN_PER_SECOND = 1_000_000
export const MAX_SCHEDULE = 10_000
export const MAX_PAYLOAD_BYTES = 16_777_216

export const DEFAULT_OPTIONS = {
  seed: 1,
  nodes: 10,
  fanout: 3,
  strategy: 'push',
  topology: 'full',
  degree: 4,
  rewire: 0.1,
  bridges: 2,
  latency: { kind: 'constant', ms: 10 },
  drop: 0.05,
  duplicate: 0,
  aligned: false,
  repeatFanout: 1,
  repeatTo: 'in-turn',
  antiEntropyMs: 10_000,
  rumour: { feedback: 'feedback', stop: 'counter', k: 3 },
  dedup: 'exact',
  bloomIds: 1000,
  bloomFalsePositives: 0.01,
  dedupRetentionMs: 3_600_000,
  churn: { leavesPerSecond: 0, joinsPerSecond: 0 },
  partitions: [],
  kills: [],
  durationMs: 120_000,
  messages: 1,
  origins: [0],
  messageEveryMs: 0,
  payloadBytes: 256,
} as const satisfies EpidemicOptions
