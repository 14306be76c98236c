import { type Handlers, query } from '../../node/call.ts'
import type { NodeContext } from '../../node/program.ts'
import type { Body } from '../../protocol/envelope.ts'
import { Doubts } from './doubts.ts'
import { EarliestTimer } from './earliest-timer.ts'
import { HubDelay } from './hub-delay.ts'
import { Confirmations, type Ring, ringOf } from './neighbours.ts'
import { Periods } from './periods.ts'

/** A state small enough to be told whole: telling it twice, late or in another order changes nothing. */
export interface Mergeable {
  /** The same state has the same text, at every node. */
  readonly text: string
  /** False: that is no text of a state. */
  merge(text: string): boolean
}

/**
 * Keeps one state the same at all nodes. As with `phased`, a node with news tells the hub of the period, and the hub tells
 * everybody; but it is the whole state that travels. So whatever is lost comes with the next telling, and under load a
 * partition costs no message more. When news stop, neighbours compare.
 */
export class SharedState {
  readonly handlers: Handlers
  readonly #context: NodeContext
  readonly #state: Mergeable
  readonly #periods: Periods
  readonly #hubDelay: HubDelay
  readonly #batch: EarliestTimer
  readonly #ring: Ring
  readonly #doubts: Doubts
  readonly #confirmations: Confirmations
  /** What everybody has been told, as far as this node knows. */
  #told: string
  /** Something was told that neighbours have not compared yet; also what was told before this node began anew. */
  #isOpen = true

  constructor(context: NodeContext, periodMs: number, state: Mergeable) {
    const { host, nodes, self } = context
    this.#context = context
    this.#state = state
    this.#told = state.text
    this.#periods = new Periods(host, periodMs)
    this.#hubDelay = new HubDelay(periodMs / 2)
    this.#batch = new EarliestTimer(host, () => this.#tellAll())
    this.#ring = ringOf(nodes, self)
    this.#doubts = new Doubts(host, periodMs, (peer) => this.#send(peer, 'ask'))
    this.#confirmations = new Confirmations(host, () => this.#doubtNeighbour())
    this.handlers = {
      share: query(readTelling, (share, { src }) => this.#onShare(src, share)),
      batch: query(readTelling, (batch, { src }) => this.#onBatch(src, batch)),
      compare: query(readTelling, ({ state: text }, { src }) => this.#onCompare(src, text)),
      ask: query(readTelling, ({ state: text }, { src }) => this.#onAsk(src, text)),
    }
    if (nodes.length > 1) this.#periods.forEach((period) => this.#begin(period))
  }

  #begin(period: number): void {
    if (this.#state.text !== this.#told) this.#share(period)
    else if (this.#isOpen) this.#compare()
  }

  #share(period: number): void {
    const { nodes, self } = this.#context
    const hub = nodes[period % nodes.length]
    this.#isOpen = true
    if (hub === self) this.#batch.plan(this.#hubDelay.ms)
    else if (hub !== undefined) this.#send(hub, 'share', { period })
  }

  #onShare(src: string, { state: text, period }: Telling): void {
    if (!this.#state.merge(text)) return
    if (period !== undefined) this.#hubDelay.hear(this.#periods.sinceMs(period))
    if (this.#state.text !== this.#told) this.#batch.plan(this.#waitForOthersMs(period))
    // That is no news: it has not heard the batch in which all this was.
    else this.#send(src, 'batch')
  }

  #waitForOthersMs(period: number | undefined): number {
    const sinceMs = period === undefined ? 0 : this.#periods.sinceMs(period)
    return Math.min(Math.max(this.#hubDelay.ms - sinceMs, 0), this.#hubDelay.ms)
  }

  #tellAll(): void {
    const late = this.#hubDelay.tell()
    for (const peer of this.#context.peers) this.#send(peer, 'batch', late)
    this.#told = this.#state.text
    this.#isOpen = true
  }

  #onBatch(src: string, { state: text, late }: Telling): void {
    if (!this.#state.merge(text)) return
    this.#hear(src)
    if (late !== undefined) this.#hubDelay.report(late)
    this.#told = text
    this.#isOpen = true
  }

  // Neighbours

  #compare(): void {
    this.#isOpen = false
    this.#confirmations.expect()
    if (this.#ring.after !== undefined) this.#send(this.#ring.after, 'compare')
  }

  #onCompare(peer: string, text: string): void {
    if (!this.#state.merge(text)) return
    this.#hear(peer)
    // What both know is no news, unless it had to be told to one of them.
    if (this.#state.text !== text) this.#send(peer, 'batch')
  }

  #onAsk(peer: string, text: string): void {
    if (this.#state.merge(text)) this.#send(peer, 'compare')
  }

  #hear(peer: string): void {
    this.#doubts.settle(peer)
    if (peer === this.#ring.before) this.#confirmations.hear()
  }

  #doubtNeighbour(): void {
    if (this.#ring.before !== undefined) this.#doubts.add(this.#ring.before)
  }

  #send(peer: string, type: string, more: Omit<Telling, 'state'> = {}): void {
    this.#context.send(peer, { type, state: this.#state.text, ...more })
  }
}

interface Telling {
  readonly state: string
  readonly period?: number
  /** How late the last share of the period was. */
  readonly late?: number
}

function readTelling({ state, period, late }: Body): Telling | undefined {
  if (typeof state !== 'string') return undefined
  return {
    state,
    ...(typeof period === 'number' && { period }),
    ...(typeof late === 'number' && { late }),
  }
}
