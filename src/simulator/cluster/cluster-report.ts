import type { DetectorKind } from '../../gossip/engine/config.ts'
import type { TimingPreset } from '../../gossip/membership/timing.ts'
import type { MemberStatus } from '../../gossip/wire/messages.ts'
import type { Counts } from '../world/tally.ts'
import type { Violation } from '../world/violation.ts'
import type { MergeKind } from './cluster-options.ts'

/**
 * What a run amounts to. Times are virtual milliseconds; 0 is when the mesh has had its time to form, so what happens while
 * it forms is before 0. Everything is plain data: it can be written as JSON as it is.
 */
export interface ClusterReport {
  readonly seed: number
  readonly nodes: number
  readonly preset: TimingPreset
  readonly detector: DetectorKind
  readonly merge: MergeKind
  /** From the start until everyone saw everyone; absent: not before the faults began. */
  readonly formedAfterMs?: number
  /** All of it: forming, faults, healing. */
  readonly virtualMs: number
  readonly durationMs: number
  readonly accuracy: readonly AccuracySample[]
  readonly deaths: readonly DeathReport[]
  readonly mistakes: Mistakes
  readonly traffic: Traffic
  readonly keys: KeysReport
  readonly broadcasts: BroadcastsReport
  readonly timeline: Timeline
  /** How often each kind of fault was met. */
  readonly faults: Counts
  /** What may never happen and did, and what was not right again in time after healing. Empty: all is well. */
  readonly violations: readonly Violation[]
  /** From healing to everything right; absent: it was not within `settleLimitMs`. */
  readonly settledAfterMs?: number
  readonly settleLimitMs: number
  /** What each live node holds of the others in the end; of many nodes only the first are shown. */
  readonly views: readonly View[]
  readonly viewsLeftOut: number
  readonly traceHash: string
  readonly traceLength: number
}

/** How right the views of all live nodes are at one moment. */
export interface AccuracySample {
  readonly atMs: number
  readonly liveNodes: number
  /** The share of (observer, node) pairs that are held as they are. */
  readonly accuracy: number
  /** Pairs: live but held dead or unknown; live but suspect; gone but held live. */
  readonly missing: number
  readonly suspected: number
  readonly lingering: number
  /** How many different states (hashes of all key spaces and members) there are: 1 is agreement. */
  readonly states: number
}

/** One process that died and what the others made of it. Delays count from its death. */
export interface DeathReport {
  readonly node: string
  readonly atMs: number
  /** Until the first one suspected it, the first held it for dead, and the last did. */
  readonly suspectedAfterMs?: number
  readonly firstAfterMs?: number
  readonly lastAfterMs?: number
  /** Until a later process of this name started: who had not noticed by then had nothing more to notice. */
  readonly backAfterMs?: number
  readonly firstObserver?: string
  readonly lastObserver?: string
  /** Who noticed, of how many that lived all the time until it was over. */
  readonly noticedBy: number
  readonly observers: number
}

export interface Mistakes {
  /** A node that could be reached and lived was declared dead, per observer. */
  readonly falseDeaths: number
  /** The same while a partition, a cut or a pause stood between the two: what a detector has to think then. */
  readonly deathsOfTheUnreachable: number
  /** Of nodes that lived, per observer. */
  readonly suspicions: number
  readonly refutations: number
}

export interface Traffic {
  readonly frames: number
  readonly bytes: number
  /** From 0 to the end of the duration. */
  readonly framesPerSecondAndNode: number
  readonly bytesPerSecondAndNode: number
  readonly droppedFrames: number
  readonly framesByType: Counts
  readonly bytesByType: Counts
  readonly byNode: ReadonlyArray<{ readonly node: string; readonly frames: number; readonly bytes: number }>
}

export interface KeysReport {
  readonly written: number
  /** At all live nodes in the end, with the same value. */
  readonly agreed: boolean
  /** From each write to the last node that saw it or a later one; writes that did not reach all are left out. */
  readonly spread: SpreadMs
  /** What the keys hold in the end, as text. */
  readonly values: Readonly<Record<string, string>>
}

export interface BroadcastsReport {
  readonly sent: number
  /** (broadcast, node) pairs that should have come and did not; that came more than once. */
  readonly missed: number
  readonly doubled: number
  /** From sending to the last node that got it. */
  readonly spread: SpreadMs
}

export interface SpreadMs {
  readonly p50?: number
  readonly max?: number
  readonly count: number
}

export type TimelineKind =
  | 'join'
  | 'suspect'
  | 'refute'
  | 'dead'
  | 'left'
  | 'restart'
  | 'forgotten'
  | 'displaced'
  /** The world's own doing: the observer is `world`. */
  | 'start'
  | 'kill'
  | 'leave'
  | 'pause'
  | 'resume'
  | 'partition'
  | 'cut'
  | 'slow'
  | 'heal'

export interface TimelineEvent {
  readonly atMs: number
  /** Who noticed: a node, or `world`. */
  readonly observer: string
  readonly kind: TimelineKind
  /** Whom it is about. */
  readonly subject: string
  /** The incarnation that the observer then holds. */
  readonly incarnation?: number
}

export interface Timeline {
  /** While the mesh forms only what node-0 sees. Bounded: what came after that is only counted. */
  readonly events: readonly TimelineEvent[]
  readonly leftOut: number
}

export interface View {
  readonly observer: string
  readonly members: ReadonlyArray<{
    readonly name: string
    readonly address: string
    readonly status: MemberStatus
    readonly generation: number
    readonly incarnation: number
  }>
}

/** The kinds of messages of the classic picture; `frame` is what the engine calls it. */
export type MessageType = 'ping' | 'ack' | 'update' | 'broadcast'

/** One frame that was sent, as an observer sees it. */
export interface TracedMessage {
  readonly atMs: number
  readonly messageId: number
  readonly type: MessageType
  readonly frame: string
  readonly from: string
  readonly to: string
  readonly bytes: number
  /** Lost, cut off, or garbled on its way. */
  readonly dropped: boolean
  /** Members of whom it tells something, as `{node, state}`: news that rides on it. */
  readonly updates: ReadonlyArray<{
    readonly node: string
    readonly state: string
    readonly incarnation: number
  }>
  /** What else is in it, for people. */
  readonly summary: string
}

/** Is told of everything while a run goes on. */
export interface ClusterObserver {
  onMessage?(message: TracedMessage): void
  onEvent?(event: TimelineEvent): void
  /** Each line of the trace whose hash is in the report. */
  onTraceLine?(line: string): void
  /** From 0 to 1, some hundred times. */
  onProgress?(share: number): void
}
