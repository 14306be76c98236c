import { Arrivals } from './arrivals.ts'
import { Cells, NEVER } from './cells.ts'
import { Draws } from './draws.ts'
import { ASK, EXCHANGE } from './kinds.ts'
import { meanMs, ticks } from './latency.ts'
import { Network } from './network.ts'
import { type EpidemicOptions, TICKS_PER_MS } from './options.ts'
import { PeerPicker } from './peer-picker.ts'
import { Population } from './population.ts'
import { reportOf } from './report-of.ts'
import type { EpidemicObserver, EpidemicReport } from './report.ts'
import { Rounds } from './rounds.ts'
import { Sender } from './sender.ts'
import { type EpidemicSettings, settingsOf } from './settings.ts'
import { behaviourFor } from './strategies/behaviour-for.ts'
import type { Behaviour } from './strategies/behaviour.ts'
import type { Links } from './topologies/links.ts'
import { linksFor } from './topologies/topology.ts'

/** What a live page shows at each frame. */
export interface EpidemicStats {
  readonly nowMs: number
  readonly live: number
  /** Live nodes that have every broadcast. */
  readonly reached: number
  readonly totalMessages: number
  readonly droppedMessages: number
  readonly duplicates: number
  readonly inFlight: number
  readonly converged: boolean
}

const NO_TICK = Infinity
const { floor, max, min, round } = Math

/** Strategies whose nodes do nothing before their round has come: their rounds are those of theory. */
const CYCLIC = new Set(['pull', 'push-pull', 'rumour'])

/**
 * One epidemic, step by step: `advance` as far as time is to go, look, cut a link, kill a node, advance again. It may be
 * asked for its report at any moment. What is done from outside takes effect at the moment up to which it has advanced.
 *
 * Within a tick: partitions change, nodes go and come, messages arrive, broadcasts start, rounds of nodes.
 */
export class Epidemic {
  readonly settings: EpidemicSettings
  /** How long a round of the report is. */
  readonly roundTicks: number
  readonly #cells: Cells
  readonly #links: Links
  readonly #network: Network
  readonly #sender: Sender
  readonly #behaviour: Behaviour
  readonly #arrivals: Arrivals
  readonly #population: Population
  readonly #rounds: Rounds
  readonly #repairs: Rounds | undefined
  readonly #durationTicks: number
  readonly #judgeAfter: number
  readonly #observer: EpidemicObserver | undefined
  #nextStart = 0
  #isOver = false
  /** At which something happened last. */
  #lastTick = 0
  /** The tick that comes next if nothing can be skipped. */
  #tick = 0
  /** When to look whether every broadcast is decided, after one was lost. */
  #judgeTick = NO_TICK
  #wasDecided = false

  constructor(options: EpidemicOptions = {}, observer?: EpidemicObserver) {
    const settings = settingsOf(options)
    const { seed, nodes, messages, strategy, antiEntropyMs } = settings
    this.settings = settings
    this.#observer = observer
    this.#durationTicks = ticks(settings.durationMs)
    const intervalTicks = ticks(settings.intervalMs)
    this.roundTicks = roundTicksFor(settings)
    this.#cells = new Cells(nodes, messages)
    this.#links = linksFor(settings, new Draws(seed, 'epidemic topology'))
    this.#network = new Network(settings, this.roundTicks, observer)
    this.#judgeAfter = this.#network.longestTicks + 1
    const picker = new PeerPicker(this.#links, new Draws(seed, 'epidemic peers'), settings.fanout)
    const lifeTicks = ticks(settings.dedupRetentionMs)
    this.#sender = new Sender(this.#cells, this.#network, this.#links, picker, settings.ttl, lifeTicks)
    this.#behaviour = behaviourFor(settings, this.#sender, intervalTicks)
    this.#arrivals = new Arrivals(settings, this.#sender, this.#behaviour, observer)
    this.#population = new Population(settings, this.#cells)
    const phases = new Draws(seed, 'epidemic phases')
    const spread = settings.topology === 'full' ? 'by-number' : 'scattered'
    const order = settings.aligned ? 'at-once' : spread
    this.#rounds = new Rounds(nodes, intervalTicks, order, phases)
    if (antiEntropyMs > 0 && strategy !== 'relay-once') {
      this.#repairs = new Rounds(nodes, ticks(antiEntropyMs), order, phases)
    }
  }

  /** Nothing happens from here on: converged, died out, or out of time. */
  get isOver(): boolean {
    return this.#isOver
  }

  get nowMs(): number {
    return this.#network.nowTick / TICKS_PER_MS
  }

  /** Lets everything happen that is due by `untilMs` (inclusive). Infinity: to the end. */
  advance(untilMs: number): void {
    const limit = min(floor(untilMs * TICKS_PER_MS), this.#durationTicks)
    while (!this.#isOver) {
      this.#tick = this.#nextBusyTick(limit)
      if (this.#tick > limit) break
      this.#step(this.#tick)
    }
    if (this.#isOver) return
    if (this.#tick === NO_TICK) {
      this.#finish()
      return
    }
    this.#network.setTick(limit)
    // Nothing is due until then, but something may be done from outside.
    this.#tick = limit + 1
    if (limit < this.#durationTicks) return
    this.#lastTick = limit
    this.#finish()
  }

  /** Per node: the tick (`TICKS_PER_MS`) at which a broadcast reached it; negative: it has not got it. A live view: do not write. */
  informedAt(broadcast = 0): Int32Array {
    const { nodes, informedAt } = this.#cells
    return informedAt.subarray(broadcast * nodes, (broadcast + 1) * nodes)
  }

  /** Per node: hops of the broadcast's first arrival. A live view. */
  hops(broadcast = 0): Uint16Array {
    const { nodes, hops } = this.#cells
    return hops.subarray(broadcast * nodes, (broadcast + 1) * nodes)
  }

  originOf(broadcast: number): number {
    const { origins } = this.settings
    return origins[broadcast % origins.length] ?? 0
  }

  /** The tick of a broadcast's start; negative: it has not begun. */
  startedAt(broadcast: number): number {
    return this.#cells.startedAt[broadcast] ?? NEVER
  }

  isUp(node: number): boolean {
    return this.#cells.up[node] === 1
  }

  kill(node: number): void {
    if (!this.isUp(node)) return
    const { nowTick } = this.#network
    this.#cells.kill(node, nowTick)
    this.#behaviour.gone(node)
    this.#observer?.membership?.(this.nowMs, node, false)
    this.#noteLoss(nowTick)
  }

  /** Comes back knowing nothing, and asks somebody. */
  revive(node: number): void {
    if (this.isUp(node)) return
    this.#cells.revive(node, this.#network.nowTick)
    this.#arrivals.forget(node)
    this.#observer?.membership?.(this.nowMs, node, true)
    if (this.settings.strategy !== 'relay-once') this.#sender.tellDigest(ASK, node, 1)
  }

  /** Both ways. */
  cutLink(a: number, b: number): void {
    this.#network.barriers.cut(a, b)
  }

  mendLink(a: number, b: number): void {
    this.#network.barriers.mend(a, b)
  }

  isCut(a: number, b: number): boolean {
    return this.#network.barriers.isCut(a, b)
  }

  /** To whom a node can send, at most `limit` of them; for drawing. */
  linksOf(node: number, limit = Infinity): number[] {
    const length = Math.min(limit, this.#links.degree(node))
    return Array.from({ length }, (_, index) => this.#links.at(node, index))
  }

  /** Ids that are remembered now, over all nodes. */
  rememberedIds(): number {
    const oldest = this.#network.nowTick - ticks(this.settings.dedupRetentionMs)
    let count = 0
    for (const at of this.#cells.informedAt) if (at >= 0 && at > oldest) count += 1
    return count
  }

  stats(): EpidemicStats {
    const cells = this.#cells
    const network = this.#network
    return {
      nowMs: this.nowMs,
      live: cells.live,
      reached: cells.complete(),
      totalMessages: network.total,
      droppedMessages: network.dropped,
      duplicates: network.duplicates,
      inFlight: network.inFlight.size,
      converged: this.#hasConverged(),
    }
  }

  report(): EpidemicReport {
    this.#network.flush()
    return reportOf(
      this.settings,
      { roundTicks: this.roundTicks, endedTick: this.#isOver ? this.#lastTick : this.#network.nowTick },
      this.#cells,
      this.#network,
      this.#population,
      this.#arrivals,
    )
  }

  #hasConverged(): boolean {
    return this.#cells.pending === 0 && this.#cells.live > 0
  }

  /** The next tick at which something happens; one behind the limit if nothing does until then. */
  #nextBusyTick(limit: number): number {
    const { inFlight, barriers } = this.#network
    const nextRound = this.#nextRound()
    const nextRepair = this.#repairs?.nextFrom(this.#tick) ?? NO_TICK
    const nextSend = min(nextRound, nextRepair, this.#startTick())
    const nextChange = min(barriers.nextChange, this.#population.nextChange, this.#judgeTick)
    const next = max(this.#tick, min(nextSend, nextChange))
    if (inFlight.size > 0) return inFlight.nextFrom(this.#tick, min(next, limit + 1))
    // Nobody will ever send again: what happens to nodes and links changes nothing about that. Joiners ask, though.
    const isSilent = nextSend === NO_TICK && this.settings.churn.joinsPerSecond === 0
    return isSilent ? NO_TICK : next
  }

  #nextRound(): number {
    if (!this.#behaviour.hasRounds) return NO_TICK
    const tick = this.#rounds.nextFrom(this.#tick)
    return this.#behaviour.isQuiet(tick) ? NO_TICK : tick
  }

  #step(tick: number): void {
    this.#lastTick = tick
    const network = this.#network
    network.setTick(tick)
    if (network.barriers.nextChange <= tick) network.barriers.changeUntil(tick)
    if (this.#population.nextChange <= tick) this.#population.changeUntil(tick, this)
    this.#arrivals.take(tick)
    while (this.#startTick() <= tick) this.#start(tick)
    if (this.#hasConverged() || this.#isForgotten(tick)) {
      this.#finish()
      return
    }
    if (this.#behaviour.hasRounds) this.#runRounds(tick)
    if (this.#repairs) this.#runRepairs(this.#repairs, tick)
    this.#tick = tick + 1
  }

  #startTick(): number {
    if (this.#nextStart === this.settings.messages) return NO_TICK
    return round(this.#nextStart * this.settings.messageEveryMs * TICKS_PER_MS)
  }

  /** A broadcast whose origin is down never begins. */
  #start(tick: number): void {
    const broadcast = this.#nextStart++
    const origin = this.originOf(broadcast)
    if (this.isUp(origin)) this.#arrivals.start(broadcast, origin, tick)
    this.#noteLoss(tick)
  }

  #runRounds(tick: number): void {
    if (this.#behaviour.isQuiet(tick)) return
    const { nodes, up } = this.#cells
    const { stride } = this.#rounds
    const behaviour = this.#behaviour
    let count = this.#rounds.count(tick)
    if (count === 0) return
    behaviour.beginRounds(tick)
    let node = this.#rounds.first(tick)
    for (; count > 0; count--) {
      if (up[node] === 1) behaviour.round(node)
      node += stride
      if (node >= nodes) node -= nodes
    }
  }

  #runRepairs(repairs: Rounds, tick: number): void {
    const { nodes, up } = this.#cells
    let node = repairs.first(tick)
    for (let count = repairs.count(tick); count > 0; count--) {
      if (up[node] === 1) this.#sender.tellDigest(EXCHANGE, node, 1)
      node = (node + repairs.stride) % nodes
    }
  }

  /** A broadcast without living holder comes back only by what is still under way. */
  #noteLoss(tick: number): void {
    if (this.#nextStart === this.settings.messages)
      this.#judgeTick = min(this.#judgeTick, tick + this.#judgeAfter)
  }

  /** After a loss: every broadcast is everywhere or nowhere, and what was under way has arrived. */
  #isForgotten(tick: number): boolean {
    if (tick < this.#judgeTick) return false
    const isDecided = this.#cells.isDecided()
    if (isDecided && this.#wasDecided) return true
    this.#wasDecided = isDecided
    this.#judgeTick = this.#cells.holders.includes(0) ? tick + this.#judgeAfter : NO_TICK
    return false
  }

  #finish(): void {
    this.#isOver = true
    this.#arrivals.countRest(this.#network.nowTick)
  }
}

/** A hop on average where news are passed on at once; else the interval in which nodes act. */
function roundTicksFor(settings: EpidemicSettings): number {
  if (settings.strategy === 'anti-entropy') return ticks(settings.antiEntropyMs)
  return CYCLIC.has(settings.strategy) ? ticks(settings.intervalMs) : ticks(meanMs(settings.latency))
}
