import type { Latency, Strategy, Topology } from './options.ts'

/**
 * What a run came to. Plain data: `JSON.stringify` of it is the same on every machine for the same options and seed.
 * A message is one send; the run ends when every live node has every broadcast, nobody sends from then on, and what is
 * still under way arrives and is counted.
 */
export interface EpidemicReport {
  readonly seed: number
  readonly nodes: number
  readonly fanout: number
  readonly strategy: Strategy
  readonly topology: Topology
  readonly latency: Latency
  readonly drop: number
  /** How often nodes act of their own accord. */
  readonly intervalMs: number

  /** At some moment every live node had every broadcast. */
  readonly converged: boolean
  /** From the first broadcast's start to that moment; null: it never came. */
  readonly convergenceMs: number | null
  /** Virtual time at which the run ended. */
  readonly endedMs: number
  /** Nodes that live at the end, and those of them that have every broadcast. */
  readonly live: number
  readonly reached: number

  /** Length of a round: a mean hop where messages are passed on at once, else the interval of the nodes. */
  readonly roundMs: number
  /** Rounds until convergence; null: it never came. */
  readonly rounds: number | null
  /** Estimate for this strategy on a full network, but for losses where `formula` does not say so; null where theory has none. */
  readonly predicted: Prediction | null

  /** delivered + dropped, and the sum of `messagesByRound`. */
  readonly totalMessages: number
  readonly deliveredMessages: number
  /** Lost on the way, by chance or at a cut. */
  readonly droppedMessages: number
  /** Sent to nodes that were down when it arrived; in none of the other counts. */
  readonly undeliverable: number
  /** Second copies that the network made; in none of the other counts. */
  readonly networkCopies: number
  /** Arrivals at nodes that had that content already. */
  readonly duplicates: number
  readonly bytes: number
  readonly messagesByType: Readonly<Record<MessageType, number>>

  /**
   * By round of sending, of arrival; index 0 is round 1. What arrives just when a round ends belongs to it. All three
   * have the same length.
   */
  readonly messagesByRound: readonly number[]
  readonly duplicatesByRound: readonly number[]
  /** Nodes that had been reached by the end of each round, on average over the broadcasts; never falls. */
  readonly coverageByRound: readonly number[]

  /** Over all first arrivals. */
  readonly averageHops: number
  readonly maxHops: number

  readonly nodeStates: { readonly informed: number; readonly missing: number; readonly down: number }
  readonly leaves: number
  readonly joins: number
  /** Of new ids that a Bloom filter was asked about, how many it took for known; null without Bloom filters. */
  readonly bloom: { readonly asked: number; readonly falsePositives: number } | null
  /** The first `MAX_BROADCASTS_REPORTED` of them. */
  readonly broadcasts: readonly BroadcastReport[]
}

export const MAX_BROADCASTS_REPORTED = 1000

export interface BroadcastReport {
  readonly id: number
  readonly origin: number
  /** null: its origin was down. */
  readonly startMs: number | null
  /** Live nodes that have it at the end. */
  readonly reached: number
  /** From its start until every live node had it; null: that never was. */
  readonly convergenceMs: number | null
}

export interface Prediction {
  readonly rounds: number
  /** As text, such as `log2 n + ln n`. */
  readonly formula: string
  /** The rule of thumb log_F n, which is not a valid oracle: relayed once, a message never reaches everyone. */
  readonly ruleOfThumb: number | null
}

/** update: content that is pushed or answered; ping: a digest; ack: 'I knew that', 'send me yours'; broadcast: the first sends of an origin. */
export const MESSAGE_TYPES = ['ping', 'ack', 'update', 'broadcast'] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

/** The id of a message that is about all broadcasts at once: a digest, or an answer to one. */
export const ABOUT_ALL = -1

/** Costs nothing where it is absent. */
export interface EpidemicObserver {
  /** Every send, at the moment of sending. `hops`: those of the content on its arrival; 0 where there is none. */
  message?(
    atMs: number,
    from: number,
    to: number,
    broadcast: number,
    type: MessageType,
    hops: number,
    dropped: boolean,
    /** When it will arrive; without meaning if it is dropped. */
    arrivesMs: number,
  ): void
  /** A node got a broadcast for the first time. The origin gets its own from itself, with 0 hops. */
  delivery?(atMs: number, node: number, from: number, broadcast: number, hops: number): void
  /** A node went down (false) or came up (true). */
  membership?(atMs: number, node: number, up: boolean): void
}
