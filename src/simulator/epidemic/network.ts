import { Barriers } from './barriers.ts'
import { Draws, threshold } from './draws.ts'
import { InFlight, copyOf } from './in-flight.ts'
import { DIGESTS, KINDS, TYPE_OF_KIND } from './kinds.ts'
import { LatencyTable, QUANTILE_SHIFT } from './latency.ts'
import { TICKS_PER_MS } from './options.ts'
import type { EpidemicObserver } from './report.ts'
import { RoundsTally } from './rounds-tally.ts'
import type { EpidemicSettings } from './settings.ts'

/** Sender, receiver, type, id: about what a frame of the mesh costs before its content. */
const HEADER_BYTES = 32
/** An id and a version. */
const DIGEST_ENTRY_BYTES = 16
const LOSS_MASK = (1 << QUANTILE_SHIFT) - 1

const { ceil, floor, max } = Math

/** Carries messages: loses some, doubles some, delays all, and counts. */
export class Network {
  readonly inFlight: InFlight
  readonly barriers: Barriers
  readonly longestTicks: number
  /** By kind: sends, and those of them that found nobody. */
  readonly sends = new Float64Array(KINDS)
  readonly unreceived = new Float64Array(KINDS)
  dropped = 0
  copies = 0
  duplicates = 0
  readonly sentByRound = new RoundsTally()
  readonly duplicatesByRound = new RoundsTally()
  nowTick = 0
  readonly #roundTicks: number
  #round = 0
  #sentInRound = 0
  #arrivalRound = 0
  #knownInRound = 0
  #items = 0
  readonly #latency: LatencyTable
  /** One draw decides about a message: its high bits how long it takes, its low bits whether it gets lost. */
  readonly #fates: Draws
  readonly #hasFate: boolean
  readonly #lossBelow: number
  readonly #copyDraws: Draws
  readonly #copyThreshold: number
  readonly #payloadBytes: number
  readonly #digestBytes: number
  readonly #onMessage: EpidemicObserver['message']

  constructor(settings: EpidemicSettings, roundTicks: number, observer: EpidemicObserver | undefined) {
    const { seed, nodes, messages, drop, duplicate, payloadBytes } = settings
    this.#roundTicks = roundTicks
    this.#latency = new LatencyTable(settings.latency)
    this.longestTicks = this.#latency.longestTicks
    this.inFlight = new InFlight(this.longestTicks, nodes, messages)
    this.barriers = new Barriers(nodes, settings.partitions)
    this.#fates = new Draws(seed, 'epidemic fates')
    this.#hasFate = drop > 0 || !this.#latency.isConstant
    this.#lossBelow = Math.round(drop * (LOSS_MASK + 1))
    this.#copyDraws = new Draws(seed, 'epidemic copies')
    this.#copyThreshold = threshold(duplicate)
    this.#payloadBytes = payloadBytes
    this.#digestBytes = messages * DIGEST_ENTRY_BYTES
    this.#onMessage = observer?.message?.bind(observer)
  }

  setTick(tick: number): void {
    this.nowTick = tick
    const round = this.#roundOf(tick)
    const arrivalRound = this.arrivalRoundOf(tick)
    if (round === this.#round && arrivalRound === this.#arrivalRound) return
    this.flush()
    this.#round = round
    this.#arrivalRound = arrivalRound
  }

  /** Counts what happened since the round began. */
  flush(): void {
    if (this.#sentInRound > 0) this.sentByRound.add(this.#round, this.#sentInRound)
    if (this.#knownInRound > 0) this.duplicatesByRound.add(this.#arrivalRound, this.#knownInRound)
    this.#sentInRound = 0
    this.#knownInRound = 0
  }

  /** The round, from 0, in which something counts that is sent at that tick: with its beginning, without its end. */
  #roundOf(tick: number): number {
    return floor(tick / this.#roundTicks)
  }

  /** For what arrives: without its beginning, with its end, so that what takes a round is sent and arrives in the same. */
  arrivalRoundOf(tick: number): number {
    return max(0, ceil(tick / this.#roundTicks) - 1)
  }

  /** `items` broadcasts travel in it; `hops` and `broadcast` are for who watches. */
  send(from: number, to: number, kind: number, broadcast: number, items: number, hops: number): void {
    this.sends[kind] = (this.sends[kind] ?? 0) + 1
    this.#sentInRound += 1
    this.#items += items
    const fate = this.#hasFate ? this.#fates.next32() : LOSS_MASK
    const cut = this.barriers.any && !this.barriers.canTalk(from, to)
    const lost = cut || (fate & LOSS_MASK) < this.#lossBelow
    const delay = this.#latency.between(from, to, fate)
    if (this.#onMessage) this.#tell(from, to, kind, broadcast, hops, lost, delay)
    if (lost) {
      this.dropped += 1
      return
    }
    this.inFlight.add(this.nowTick, delay, to, from, kind, broadcast)
    if (this.#copyThreshold > 0 && this.#copyDraws.next32() < this.#copyThreshold) {
      this.copies += 1
      const copyDelay = this.#latency.between(from, to, this.#copyDraws.next32())
      this.inFlight.add(this.nowTick, copyDelay, to, from, copyOf(kind), broadcast)
    }
  }

  /** It came to a node that is down. */
  foundNobody(sentTick: number, kind: number): void {
    this.unreceived[kind] = (this.unreceived[kind] ?? 0) + 1
    this.sentByRound.add(this.#roundOf(sentTick), -1)
  }

  foundKnown(): void {
    this.duplicates += 1
    this.#knownInRound += 1
  }

  get undeliverable(): number {
    return this.unreceived.reduce((sum, count) => sum + count, 0)
  }

  /** Delivered or dropped. */
  get total(): number {
    return this.sends.reduce((sum, count) => sum + count, 0) - this.undeliverable
  }

  get bytes(): number {
    let digests = 0
    for (const [kind, count] of this.sends.entries()) if (DIGESTS[kind] === true) digests += count
    const all = this.total + this.undeliverable
    return all * HEADER_BYTES + digests * this.#digestBytes + this.#items * this.#payloadBytes
  }

  #tell(
    from: number,
    to: number,
    kind: number,
    broadcast: number,
    hops: number,
    lost: boolean,
    delay: number,
  ): void {
    const type = TYPE_OF_KIND[kind] ?? 'update'
    const sentMs = this.nowTick / TICKS_PER_MS
    this.#onMessage?.(sentMs, from, to, broadcast, type, hops, lost, (this.nowTick + delay) / TICKS_PER_MS)
  }
}
