import { BloomBank } from './bloom-bank.ts'
import type { Cells } from './cells.ts'
import { Exchange } from './exchange.ts'
import { isCopy, kindOf, receiverOf, senderOf } from './in-flight.ts'
import { ASK, BROADCAST, GIVE, GIVE_AND_WANT, KNEW, WANT } from './kinds.ts'
import { ticks } from './latency.ts'
import type { Network } from './network.ts'
import { TICKS_PER_MS } from './options.ts'
import type { EpidemicObserver } from './report.ts'
import { RoundsTally } from './rounds-tally.ts'
import type { Sender } from './sender.ts'
import type { EpidemicSettings } from './settings.ts'
import type { Behaviour } from './strategies/behaviour.ts'

/** What happens when messages arrive. */
export class Arrivals {
  /** First arrivals by round; those at a round's very end still belong to it. */
  readonly reachedByRound = new RoundsTally()
  /** Cells reached before the first round. */
  atStart = 0
  /** Cells whose filter was asked while the id was new, and those that it took for known. */
  asked = 0
  falsePositives = 0
  readonly #cells: Cells
  readonly #network: Network
  readonly #sender: Sender
  readonly #behaviour: Behaviour
  readonly #exchange: Exchange
  readonly #bloom: BloomBank | undefined
  readonly #wasAsked: Uint8Array
  readonly #onDelivery: EpidemicObserver['delivery']

  constructor(
    settings: EpidemicSettings,
    sender: Sender,
    behaviour: Behaviour,
    observer: EpidemicObserver | undefined,
  ) {
    this.#cells = sender.cells
    this.#network = sender.network
    this.#sender = sender
    this.#behaviour = behaviour
    this.#exchange = new Exchange(sender, (broadcast, node, from, hops) =>
      this.#learn(broadcast, node, from, hops),
    )
    this.#bloom = settings.dedup === 'bloom' ? bankFor(settings) : undefined
    this.#wasAsked = new Uint8Array(this.#bloom ? this.#cells.informedAt.length : 0)
    this.#onDelivery = observer?.delivery?.bind(observer)
  }

  start(broadcast: number, origin: number, tick: number): void {
    this.#cells.start(broadcast, origin, tick)
    this.#bloom?.add(origin, broadcast, tick)
    this.#countReached(tick)
    this.#onDelivery?.(tick / TICKS_PER_MS, origin, origin, broadcast, 0)
    this.#behaviour.fresh(origin, origin, broadcast)
  }

  /** Everything that arrives at a tick, in the order in which it was sent. */
  take(tick: number): void {
    const { inFlight } = this.#network
    const { up } = this.#cells
    const anyDown = this.#cells.live < this.#cells.nodes
    const { fields } = inFlight
    for (let chunk = inFlight.first(tick); chunk >= 0; chunk = inFlight.release(tick, chunk)) {
      const records = inFlight.records(chunk)
      const start = inFlight.offset(chunk)
      const end = start + inFlight.length(tick, chunk)
      for (let at = start; at < end; at += fields) {
        const word = records[at] ?? 0
        const to = receiverOf(word)
        const from = senderOf(records[at + 1] ?? 0)
        const kind = kindOf(word)
        if (anyDown && up[to] === 0) this.#findNobody(records, at, tick)
        else if (kind <= BROADCAST) this.#push(to, from, inFlight.broadcast(records, at), tick)
        else if (kind === KNEW) this.#behaviour.knew(to, inFlight.broadcast(records, at))
        else this.#reconcile(to, from, inFlight.sentTick(records, at, tick), kind)
      }
    }
  }

  /** The run is over: what is still under way arrives, but changes nothing. */
  countRest(nowTick: number): void {
    const { inFlight } = this.#network
    for (let tick = nowTick + 1; inFlight.size > 0; tick++) {
      for (let chunk = inFlight.first(tick); chunk >= 0; chunk = inFlight.release(tick, chunk)) {
        const records = inFlight.records(chunk)
        const start = inFlight.offset(chunk)
        const end = start + inFlight.length(tick, chunk)
        for (let at = start; at < end; at += inFlight.fields) this.#countOne(records, at, tick)
      }
    }
  }

  #countOne(records: Int32Array, at: number, tick: number): void {
    const word = records[at] ?? 0
    const to = receiverOf(word)
    if (this.#cells.up[to] === 0) {
      this.#findNobody(records, at, tick)
      return
    }
    const isKnown = this.#cells.has(this.#network.inFlight.broadcast(records, at), to)
    if (kindOf(word) <= BROADCAST && isKnown) this.#network.foundKnown()
  }

  #findNobody(records: Int32Array, at: number, tick: number): void {
    const word = records[at] ?? 0
    if (isCopy(word)) return
    this.#network.foundNobody(this.#network.inFlight.sentTick(records, at, tick), kindOf(word))
  }

  /** The node comes back knowing nothing. */
  forget(node: number): void {
    this.#bloom?.clear(node)
  }

  #push(to: number, from: number, broadcast: number, tick: number): void {
    if (this.#cells.has(broadcast, to)) {
      this.#network.foundKnown()
      if (this.#behaviour.mindsRepeats && this.#cells.hadBefore(broadcast, to, tick)) {
        this.#behaviour.repeated(to, from, broadcast)
      }
      return
    }
    if (this.#sender.isTooOld(broadcast)) return
    if (this.#bloom && this.#isTakenForKnown(this.#bloom, to, broadcast, tick)) {
      this.#behaviour.repeated(to, from, broadcast)
      return
    }
    this.#learn(broadcast, to, from, 1 + (this.#cells.hops[broadcast * this.#cells.nodes + from] ?? 0))
  }

  #reconcile(to: number, from: number, sentTick: number, kind: number): void {
    if (kind === GIVE || kind === GIVE_AND_WANT) this.#exchange.take(to, from, sentTick)
    if (kind === GIVE) return
    this.#exchange.answer(to, from, sentTick, kind === WANT || kind === GIVE_AND_WANT ? ASK : kind)
  }

  #learn(broadcast: number, node: number, from: number, hops: number): void {
    const { nowTick } = this.#network
    if (this.#cells.inform(broadcast, node, from, nowTick, hops)) this.#countReached(nowTick)
    this.#bloom?.add(node, broadcast, nowTick)
    this.#onDelivery?.(nowTick / TICKS_PER_MS, node, from, broadcast, hops)
    // The one that completes the run sends nothing any more.
    if (this.#cells.pending > 0) this.#behaviour.fresh(node, from, broadcast)
  }

  #countReached(tick: number): void {
    if (tick === 0) this.atStart += 1
    else this.reachedByRound.add(this.#network.arrivalRoundOf(tick), 1)
  }

  /** Only pushes are recognized by filters; what is reconciled is recognized by exact versions, and so repairs their mistakes. */
  #isTakenForKnown(bloom: BloomBank, node: number, broadcast: number, tick: number): boolean {
    const cell = broadcast * this.#cells.nodes + node
    const known = bloom.has(node, broadcast, tick)
    if (this.#wasAsked[cell] === 0) {
      this.#wasAsked[cell] = 1
      this.asked += 1
      if (known) this.falsePositives += 1
    }
    return known
  }
}

function bankFor(settings: EpidemicSettings): BloomBank {
  return new BloomBank({
    nodes: settings.nodes,
    expectedIds: settings.bloomIds,
    falsePositiveRate: settings.bloomFalsePositives,
    retentionTicks: ticks(settings.dedupRetentionMs),
  })
}
