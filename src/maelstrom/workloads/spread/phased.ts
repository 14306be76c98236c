import { ReplicatedLogs, type Run, earlierOf, laterOf } from '../../log/replicated-logs.ts'
import { readFrontier, readRuns } from '../../log/read-runs.ts'
import { type Handlers, command, query } from '../../node/call.ts'
import type { NodeContext } from '../../node/program.ts'
import type { Body } from '../../protocol/envelope.ts'
import { DEFAULT_RETRY_MS, Doubts } from './doubts.ts'
import { HubDelay } from './hub-delay.ts'
import { Confirmations, type Ring, ringOf } from './neighbours.ts'
import type { Spread, SpreadMaker, Subscriber } from './spread.ts'

/** Messages overtake each other: what a batch says to exist may be so long behind it. */
const GRACE_MS = 250
/** The usual `holdMs`. */
const LATE_HOLD_MS = 50
/** So often a node looks whether the first hub is back. */
const PERIODS_TO_RETURN = 4
/** A batch that has not come so long after it was due is missing. */
const OVERDUE_MS = 60

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
  /** How far the hubs' batches have told everybody. */
  #covered: number[]
  #period = 0
  /** A batch was sent or is due; so the next one is due too, or a pause. */
  #isOpen = false
  /** How far the logs went when this period began. */
  #seen: readonly number[] = []
  #hubsLost = 0
  #heardBatch = false
  /** How much of this node's own was covered when the last two periods began; the older one first. */
  #ownCovered: readonly [number, number] = [0, 0]
  /** How late the last flush was, for the next batch to tell. */
  #lateMs: number | undefined
  #planned: { readonly dueMs: number; readonly disarm: () => void } | undefined

  constructor(context: NodeContext, options: PhasedOptions, subscriber: Subscriber) {
    const { host, nodes, self } = context
    this.#context = context
    this.#options = options
    this.#subscriber = subscriber
    this.#logs = new ReplicatedLogs(nodes.length, nodes.indexOf(self))
    this.#self = nodes.indexOf(self)
    this.#covered = this.#logs.frontier
    this.#hubDelay = new HubDelay(options.periodMs / 2)
    this.#ring = ringOf(nodes, self)
    this.#doubts = new Doubts(host, options.retryMs ?? DEFAULT_RETRY_MS, (peer) => this.#sync(peer))
    this.#confirmations = new Confirmations(host, () => this.#doubtNeighbour())
    this.handlers = this.#makeHandlers()
    if (nodes.length > 1) this.#awaitPeriod(Math.floor(host.nowMs() / options.periodMs) + 1)
  }

  publish(entry: unknown): void {
    this.#logs.append(entry)
    switch (this.#options.onPublish ?? 'wait') {
      case 'direct-when-idle':
        if (!this.#isOpen) this.#planBatch(0)
        return
      case 'direct':
        return this.#planBatch(this.#holdMs)
      case 'to-hub':
        return this.#flush(this.#holdMs)
      case 'wait':
    }
  }

  get #holdMs(): number {
    return this.#options.holdMs ?? LATE_HOLD_MS
  }

  #makeHandlers(): Handlers {
    return {
      flush: query(readFlush, ({ period, runs }) => this.#onFlush(period, runs)),
      batch: query(readBatch, (batch, { src }) => this.#onBatch(src, batch)),
      confirm: query(readConfirm, (frontier, { src }) => this.#onConfirm(src, frontier)),
      sync: command(readSync, (sync, { src }) => this.#onSync(src, sync)),
      delta: query(readDelta, (delta, { src }) => this.#onDelta(src, delta)),
    }
  }

  // Periods

  #awaitPeriod(period: number): void {
    const { periodMs } = this.#options
    const waitMs = period * periodMs - this.#context.host.nowMs()
    // A clock that was set meanwhile: the wait stays about one period.
    this.#context.host.after(Math.min(Math.max(waitMs, 1), 1.5 * periodMs), () => {
      this.#beginPeriod(Math.round(this.#context.host.nowMs() / periodMs))
    })
  }

  #beginPeriod(period: number): void {
    this.#period = period
    this.#awaitPeriod(period + 1)
    this.#ownCovered = [this.#ownCovered[1], this.#covered[this.#self] ?? 0]
    const delayMs = this.#hubDelay.ms
    this.#context.host.after(2 * delayMs + OVERDUE_MS, () => this.#expectBatch())
    const { onPublish = 'wait' } = this.#options
    if (onPublish === 'to-hub') this.#flushAgain()
    else if (onPublish !== 'direct') this.#flush(delayMs, period)
  }

  get #hub(): string | undefined {
    const { nodes } = this.#context
    const turn = this.#options.hub === 'first' ? this.#hubsLost : this.#period
    return nodes[turn % nodes.length]
  }

  /** What has waited for a whole period is stuck: its hub is cut off, and the next one gets it. */
  #flushAgain(): void {
    const isStuck = this.#logs
      .runsSince(this.#covered)
      .some(([writer, start]) => start < (this.#seen[writer] ?? 0))
    this.#seen = this.#logs.frontier
    if (isStuck) {
      this.#hubsLost += 1
      this.#flush(this.#holdMs)
    } else if (this.#period % PERIODS_TO_RETURN === 0) {
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
    const hub = this.#hub
    if (hub === this.#context.self) this.#planBatch(holdMs)
    else if (hub !== undefined && runs.length > 0) this.#send(hub, { type: 'flush', period, runs })
  }

  #onFlush(period: number | undefined, runs: ReadonlyArray<Run<unknown>>): void {
    if (period !== undefined) {
      const lateMs = this.#context.host.nowMs() - period * this.#options.periodMs
      this.#lateMs = Math.max(this.#lateMs ?? 0, lateMs)
    }
    this.#learn(runs)
    // Whoever flushes what a batch has covered did not get that batch; nor, perhaps, did others.
    this.#covered = earlierOf(this.#covered, startsOf(runs, this.#covered))
    // The hub in its turn waits for all; no flush makes it hurry.
    if (!this.#planned && this.#logs.hasMoreThan(this.#covered)) this.#planBatch(this.#holdMs)
  }

  // Batches

  /** One batch is planned at most: the earliest. */
  #planBatch(waitMs: number): void {
    const { host } = this.#context
    const dueMs = host.nowMs() + waitMs
    if (this.#planned && this.#planned.dueMs <= dueMs) return
    this.#planned?.disarm()
    const disarm = host.after(waitMs, () => {
      this.#planned = undefined
      this.#sendBatch()
    })
    this.#planned = { dueMs, disarm }
  }

  #sendBatch(): void {
    this.#gather()
    const runs = this.#logs.runsSince(this.#covered)
    if (runs.length === 0) return
    const { frontier } = this.#logs
    const late = this.#lateMs === undefined ? {} : { late: Math.ceil(this.#lateMs) }
    if (this.#lateMs !== undefined) this.#hubDelay.report(this.#lateMs)
    this.#lateMs = undefined
    for (const peer of this.#context.peers) this.#send(peer, { type: 'batch', runs, frontier, ...late })
    this.#noteBatch(frontier)
  }

  #onBatch(hub: string, { runs, frontier, late }: Batch): void {
    this.#learn(runs)
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
    if (ownKnown < this.#ownCovered[0]) this.#covered[this.#self] = ownKnown
  }

  #expectBatch(): void {
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
    if (this.#options.onPublish === 'direct') this.#planBatch(this.#holdMs)
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

interface Delta {
  readonly runs: ReadonlyArray<Run<unknown>>
  readonly frontier?: readonly number[]
}

interface Batch extends Delta {
  readonly frontier: readonly number[]
  readonly late?: number
}

function readFlush(body: Body) {
  const runs = readRuns(body['runs'])
  const { period } = body
  return runs && { runs, period: typeof period === 'number' ? period : undefined }
}

function readBatch(body: Body): Batch | undefined {
  const delta = readDelta(body)
  const { late } = body
  if (delta?.frontier === undefined) return undefined
  return { runs: delta.runs, frontier: delta.frontier, ...(typeof late === 'number' ? { late } : {}) }
}

function readConfirm(body: Body): number[] | undefined {
  return readFrontier(body['frontier'])
}

function readSync(body: Body): Delta | undefined {
  const delta = readDelta(body)
  return delta?.frontier && delta
}

function readDelta(body: Body): Delta | undefined {
  const runs = readRuns(body['runs'])
  if (!runs) return undefined
  if (body['frontier'] === undefined) return { runs }
  const frontier = readFrontier(body['frontier'])
  return frontier && { runs, frontier }
}
