import type { Json } from '../gossip/crdt/codecs.ts'

/** What the control surface needs of the node that it is part of. */
export interface ControlledNode {
  status(): NodeStatus
  members(): readonly MemberView[]
  /** Sorted by key. */
  keys(prefix: string): Iterable<KeyView>
  get(key: string): KeyView | undefined
  set(key: string, value: Json): void
  /** false: there was none. */
  delete(key: string): boolean
  /** Adds to what this node says about itself. */
  describe(metadata: Readonly<Record<string, Json>>): void
  /** Resolves when it has left as often as it will be sent. */
  broadcast(name: string, payload: Json, ttl: number | undefined): Promise<void>
  query(question: Question): Promise<QueryOutcome>
  /** Give back how to stop. */
  watch(prefix: string, listener: (change: KeyView) => void): () => void
  onEvent(listener: (event: EventView) => void, withRounds: boolean): () => void
  stats(): Readonly<Record<string, unknown>>
  metrics(): Promise<MetricsText>
  /** Begins to leave; the process ends when it is done. */
  leave(): void
}

export interface MetricsText {
  readonly contentType: string
  readonly text: string
}

export interface NodeStatus {
  readonly name: string
  readonly address: string
  readonly cluster: string
  readonly network: string
  readonly generation: number
  readonly version: string
  readonly uptime_seconds: number
  /** How many members are in each state. */
  readonly members: Readonly<Record<MemberState, number>>
}

export const MEMBER_STATES = ['alive', 'suspicious', 'dead', 'left'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

export interface MemberView {
  readonly name: string
  readonly address: string
  readonly state: MemberState
  readonly generation: number
  readonly incarnation: number
  readonly self: boolean
  /** How improbable its silence is; null of this node itself and of those who are gone. */
  readonly phi: number | null
  /** Null until measured. */
  readonly rtt_ms: number | null
  readonly metadata: Readonly<Record<string, Json>>
}

export interface KeyView {
  readonly key: string
  /** Absent: the key has none any more. */
  readonly value?: unknown
  /** The name of the value's type. */
  readonly type?: string
}

export interface Question {
  readonly name: string
  readonly payload: Json
  /** Names of members; all live ones if absent. */
  readonly to: readonly string[] | undefined
  readonly timeoutMs: number
}

export interface QueryOutcome {
  readonly answers: ReadonlyArray<{ readonly from: string; readonly ok: boolean; readonly payload: unknown }>
  /** Who has not answered in time. */
  readonly silent: readonly string[]
}

/** One line of the stream of events: what happened, and what belongs to it. */
export type EventView = { readonly event: string } & Readonly<Record<string, unknown>>
