import { ReplicatedLogs, type Run, earlierOf, laterOf } from '../../../gossip/log/replicated-logs.ts'
import { type Handlers, command, query } from '../../node/call.ts'
import type { NodeContext } from '../../node/program.ts'
import type { Body } from '../../protocol/envelope.ts'
import { type Absence, AbsentHubs } from './absent-hubs.ts'
import { DEFAULT_RETRY_MS, Doubts } from './doubts.ts'
import { EarliestTimer } from './earliest-timer.ts'
import { HubDelay } from './hub-delay.ts'
import { Confirmations, type Ring, ringOf } from './neighbours.ts'
import { Periods } from './periods.ts'
import {
  type Batch,
  type Delta,
  type Flush,
  readBatch,
  readConfirm,
  readDelta,
  readFlush,
  readSync,
} from './phased-messages.ts'
import type { Spread, SpreadMaker, Subscriber } from './spread.ts'

/** Messages overtake each other: what a batch says to exist may be so long behind it. */
const GRACE_MS = 250
/** The usual `holdMs`. */
const LATE_HOLD_MS = 15
/** So often a node looks whether the first hub is back. */
const PERIODS_TO_RETURN = 4
/** A batch that has not come so long after it was due is missing. */
const OVERDUE_MS = 60
/** Of a period: when its flushes have been sent, nodes look at what else there is. */
const LOOK_AT = 1 / 8

export interface PhasedOptions {
  readonly periodMs: number
  /**
   * What happens to an entry at once: it waits for the period (default); the same, but while nothing else is published its
   * node is the hub; its node is always the hub; it goes to the hub, which passes it on.
   */
  readonly onPublish?: 'wait' | 'direct-when-idle' | 'direct' | 'to-hub'
  /** The hub role goes from node to node (default), or stays with the first that answers. */
  readonly hub?: 'rotating' | 'first'
  /** So long a hub waits for more of what does not come with the period. */
  readonly holdMs?: number
  /** Who does not answer is asked again after that; healing takes as long. */
  readonly retryMs?: number
}

/**
 * All nodes flush in phase, by the wall clock: at the beginning of period k each node that has something new sends it to
 * the hub of that period; as soon as all of that has arrived, the hub sends one batch to everybody. So a period costs one
 * message per node with news and one per node. The next period has another hub: no node is needed.
 *
 * Nothing is acknowledged while all goes well. A batch tells how far its hub knows every log (its frontier), and so
 * does for the news of a node, for the batch before and for every other node's copy at once: what a batch covers is
 * not sent again; what it does not, goes with the next flush; who lacks something asks the hub. When no batch comes
 * where one was due, either news have stopped or this node is cut off: then neighbours compare (`Confirmations`), and
 * whom this node does not hear it asks until it answers (`Doubts`). What is learned that way goes to a hub at once.
 *
 * Clocks that differ cost time or messages, never an entry: a late flush makes the hub send once more, and hubs wait
 * longer for those who are always late.
 */
export function phased(options: PhasedOptions): SpreadMaker {
  return (context, subscriber) => new Phased(context, options, subscriber)
}

class Phased implements Spread {
  readonly handlers: Handlers
  readonly #context: NodeContext
  readonly #options: PhasedOptions
  readonly #subscriber: Subscriber
  readonly #logs: ReplicatedLogs<unknown>
  readonly #doubts: Doubts
  readonly #confirmations: Confirmations
  readonly #ring: Ring
  readonly #self: number
  readonly #hubDelay: HubDelay
  readonly #absentHubs: AbsentHubs
  readonly #periods: Periods
  readonly #batch: EarliestTimer
  /** How far the hubs' batches have told everybody. */
  #covered: number[]
  /** Whom this node has told its own, up to where, and when. */
  #flushed: { readonly hub: number; readonly end: number; readonly period: number } | undefined
  /** The next period begins with a flush. */
  #willFlush = false
  /** A batch was sent or is due; so the next one is due too, or a pause. */
  #isOpen = false
  /** How far the logs went when this period began. */
  #seen: readonly number[] = []
  #hubsLost = 0
  #heardBatch = false
  /** How much of this node's own was covered when the last two periods began; the older one first. */
  #ownCovered: readonly [number, number] = [0, 0]

  constructor(context: NodeContext, options: PhasedOptions, subscriber: Subscriber) {
    const { host, nodes, self } = context
    this.#context = context
    this.#options = options
    this.#subscriber = subscriber
    this.#logs = new ReplicatedLogs(nodes.length, nodes.indexOf(self))
    this.#self = nodes.indexOf(self)
    this.#covered = this.#logs.frontier
    this.#hubDelay = new HubDelay(options.periodMs / 2)
    this.#absentHubs = new AbsentHubs(nodes.length)
    this.#ring = ringOf(nodes, self)
    this.#doubts = new Doubts(host, options.retryMs ?? DEFAULT_RETRY_MS, (peer) => this.#sync(peer))
    this.#confirmations = new Confirmations(host, () => this.#doubtNeighbour())
    this.handlers = this.#makeHandlers()
    this.#batch = new EarliestTimer(host, () => this.#sendBatch())
    this.#periods = new Periods(host, options.periodMs)
    if (nodes.length > 1) this.#periods.forEach((period) => this.#look(period), this.#lookAfterMs)
  }

  publish(entry: unknown): void {
    this.#logs.append(entry)
    switch (this.#options.onPublish ?? 'wait') {
      case 'direct-when-idle':
        return this.#isOpen ? this.#flushNext() : this.#batch.plan(0)
      case 'direct':
        return this.#batch.plan(this.#holdMs)
      case 'to-hub':
        return this.#flush(this.#holdMs)
      case 'wait':
        return this.#flushNext()
    }
  }

  announce(): void {
    this.#flushNext()
  }

  get #holdMs(): number {
    return this.#options.holdMs ?? LATE_HOLD_MS
  }

  #makeHandlers(): Handlers {
    return {
      flush: query(readFlush, (flush) => this.#onFlush(flush)),
      batch: query(readBatch, (batch, { src }) => this.#onBatch(src, batch)),
      confirm: query(readConfirm, (frontier, { src }) => this.#onConfirm(src, frontier)),
      sync: command(readSync, (sync, { src }) => this.#onSync(src, sync)),
      delta: query(readDelta, (delta, { src }) => this.#onDelta(src, delta)),
    }
  }

  // Periods

  /** What is new waits for the next period. */
  get #waits(): boolean {
    const { onPublish = 'wait' } = this.#options
    return onPublish === 'wait' || onPublish === 'direct-when-idle'
  }

  get #lookAfterMs(): number {
    return LOOK_AT * this.#options.periodMs
  }

  /** Nodes without news sleep through the beginning of a period, when machines are busy with everybody's flushes. */
  #flushNext(): void {
    if (this.#willFlush || this.#context.peers.length === 0) return
    this.#willFlush = true
    this.#periods.atNext((period) => {
      this.#willFlush = false
      this.#flush(this.#hubDelay.ms, period)
    })
  }

  #look(period: number): void {
    this.#ownCovered = [this.#ownCovered[1], this.#covered[this.#self] ?? 0]
    const overdueMs = 2 * this.#hubDelay.ms + OVERDUE_MS - this.#lookAfterMs
    this.#context.host.after(Math.max(0, overdueMs), () => this.#expectBatch(period))
    if (this.#options.onPublish === 'to-hub') this.#flushAgain(period)
  }

  #hubOf(period: number): number {
    if (this.#options.hub === 'first') return this.#hubsLost % this.#context.nodes.length
    return this.#absentHubs.hubOf(period)
  }

  /** Left out where there is nothing to tell. */
  #absent(): { readonly absent?: readonly Absence[] } {
    const absent = this.#absentHubs.at(this.#periods.current)
    return absent.length > 0 ? { absent } : {}
  }

  /** What has waited for a whole period is stuck: its hub is cut off, and the next one gets it. */
  #flushAgain(period: number): void {
    const isStuck = this.#logs
      .runsSince(this.#covered)
      .some(([writer, start]) => start < (this.#seen[writer] ?? 0))
    this.#seen = this.#logs.frontier
    if (isStuck) {
      this.#hubsLost += 1
      this.#flush(this.#holdMs)
    } else if (period % PERIODS_TO_RETURN === 0) {
      this.#hubsLost = 0
    }
  }

  #gather(): void {
    for (const entry of this.#subscriber.gather?.() ?? []) this.#logs.append(entry)
  }

  #flush(holdMs: number, period?: number): void {
    this.#gather()
    const runs = this.#logs.runsSince(this.#covered)
    if (runs.length > 0) this.#isOpen = true
    const hub = this.#hubOf(period ?? this.#periods.current)
    if (hub === this.#self) return this.#batch.plan(holdMs)
    if (runs.length === 0) return
    if (period !== undefined) this.#flushed = { hub, period, end: this.#logs.frontier[this.#self] ?? 0 }
    this.#send(this.#context.nodes[hub] ?? '', { type: 'flush', period, runs, ...this.#absent() })
  }

  #onFlush({ period, runs, absent }: Flush): void {
    this.#absentHubs.merge(absent, this.#periods.current)
    const lateMs = period === undefined ? undefined : this.#periods.sinceMs(period)
    if (lateMs !== undefined) this.#hubDelay.hear(lateMs)
    this.#learn(runs)
    // Whoever flushes what a batch has covered did not get that batch; nor, perhaps, did others.
    this.#covered = earlierOf(this.#covered, startsOf(runs, this.#covered))
    if (!this.#batch.isPlanned && this.#logs.hasMoreThan(this.#covered))
      this.#batch.plan(this.#waitForOthersMs(lateMs))
  }

  /** The hub in its turn waits for all; what comes later than that waits for more of its kind. */
  #waitForOthersMs(lateMs: number | undefined): number {
    const waitMs = lateMs === undefined ? -1 : this.#hubDelay.ms - lateMs
    return waitMs >= 0 ? Math.min(waitMs, this.#hubDelay.ms) : this.#holdMs
  }

  // Batches

  #sendBatch(): void {
    this.#gather()
    const runs = this.#logs.runsSince(this.#covered)
    if (runs.length === 0) return
    const { frontier } = this.#logs
    const batch = { type: 'batch', runs, frontier, ...this.#hubDelay.tell(), ...this.#absent() }
    for (const peer of this.#context.peers) this.#send(peer, batch)
    this.#noteBatch(frontier)
  }

  #onBatch(hub: string, { runs, frontier, late, absent }: Batch): void {
    this.#learn(runs)
    this.#absentHubs.merge(absent, this.#periods.current)
    if (late !== undefined) this.#hubDelay.report(late)
    this.#noteBatch(frontier)
    this.#takeBack(frontier[this.#self] ?? 0)
    if (!this.#logs.lacksSomethingOf(frontier)) return
    this.#context.host.after(GRACE_MS, () => {
      if (this.#logs.lacksSomethingOf(frontier)) this.#doubts.add(hub)
    })
  }

  #noteBatch(frontier: readonly number[]): void {
    this.#covered = laterOf(this.#covered, frontier)
    this.#isOpen = true
    this.#heardBatch = true
  }

  /** A hub that does not know what was covered a period ago did not get that batch, nor did others: it goes out again. */
  #takeBack(ownKnown: number): void {
    if (ownKnown >= this.#ownCovered[0]) return
    this.#covered[this.#self] = ownKnown
    if (this.#waits) this.#flushNext()
  }

  #expectBatch(period: number): void {
    if (this.#flushed?.period === period && (this.#covered[this.#self] ?? 0) < this.#flushed.end)
      this.#absentHubs.miss(this.#flushed.hub, period)
    if (this.#waits && this.#logs.hasMoreThan(this.#covered)) this.#flushNext()
    const isMissing = this.#isOpen && !this.#heardBatch
    this.#heardBatch = false
    if (!isMissing) return
    this.#isOpen = false
    this.#confirmations.expect()
    const { after } = this.#ring
    const frontier = earlierOf(this.#logs.frontier, this.#covered)
    if (after !== undefined) this.#send(after, { type: 'confirm', frontier })
  }

  // Repair

  #onConfirm(peer: string, theirs: readonly number[]): void {
    if (peer === this.#ring.before) this.#confirmations.hear()
    if (this.#logs.lacksSomethingOf(theirs)) this.#doubts.add(peer)
    const runs = this.#logs.runsSince(theirs)
    if (runs.length > 0) this.#send(peer, { type: 'delta', runs })
  }

  #doubtNeighbour(): void {
    if (this.#ring.before !== undefined) this.#doubts.add(this.#ring.before)
  }

  #sync(peer: string): void {
    const runs = this.#logs.runsSince(this.#covered)
    this.#send(peer, { type: 'sync', frontier: this.#logs.frontier, runs })
  }

  #onSync(peer: string, { frontier, runs }: Delta): void {
    this.#learnLate(runs)
    this.#send(peer, {
      type: 'delta',
      runs: this.#logs.runsSince(frontier ?? []),
      frontier: this.#logs.frontier,
    })
  }

  #onDelta(peer: string, { frontier, runs }: Delta): void {
    this.#learnLate(runs)
    if (frontier === undefined) return
    this.#doubts.settle(peer)
    // One message holds only so much.
    if (this.#logs.lacksSomethingOf(frontier)) this.#doubts.add(peer)
    const theirs = this.#logs.runsSince(frontier)
    if (theirs.length > 0) this.#send(peer, { type: 'delta', runs: theirs })
  }

  #learn(runs: ReadonlyArray<Run<unknown>>): boolean {
    const fresh = this.#logs.apply(runs)
    for (const [writer, , entries] of fresh) this.#subscriber.deliver(entries, writer)
    return fresh.length > 0
  }

  /** What came by repair is late already: a hub gets it at once. */
  #learnLate(runs: ReadonlyArray<Run<unknown>>): void {
    if (!this.#learn(runs)) return
    if (this.#options.onPublish === 'direct') this.#batch.plan(this.#holdMs)
    else this.#flush(this.#holdMs)
  }

  #send(peer: string, body: Body): void {
    this.#context.send(peer, body)
  }
}

function startsOf(runs: ReadonlyArray<Run<unknown>>, otherwise: readonly number[]): number[] {
  const starts = new Map(runs.map(([writer, start]) => [writer, start]))
  return otherwise.map((count, writer) => starts.get(writer) ?? count)
}
