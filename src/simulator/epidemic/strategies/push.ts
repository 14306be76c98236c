import type { Draws } from '../draws.ts'
import type { Sender } from '../sender.ts'
import type { EpidemicSettings } from '../settings.ts'
import { PassiveBehaviour } from './behaviour.ts'

const { floor, max } = Math

/**
 * Passes what is new on to `fanout` others at once. Relayed once, that reaches only the share r = 1 - e^(-fanout r) of all
 * nodes, so each repeats it to `repeatFanout` others at its later rounds until the run has converged or `maxRounds` are
 * over.
 */
export class Push extends PassiveBehaviour {
  override readonly hasRounds = true
  readonly #sender: Sender
  readonly #fanout: number
  readonly #repeatFanout: number
  readonly #intervalTicks: number
  readonly #restTicks: number
  /** In turn: how far around the ring of nodes all send in the same round, per target. */
  readonly #distances: Int32Array
  readonly #draws: Draws
  #distanceRound = -1
  /** Who got it within these ticks repeats it now. */
  #earliest = 0
  #latest = 0
  #lastFreshTick = 0

  constructor(sender: Sender, settings: EpidemicSettings, intervalTicks: number, draws: Draws) {
    super()
    const { nodes, fanout, repeatFanout, repeatTo, maxRounds, topology } = settings
    this.#sender = sender
    this.#fanout = fanout
    this.#repeatFanout = repeatFanout
    this.#intervalTicks = intervalTicks
    this.#restTicks = maxRounds * intervalTicks
    const inTurn = repeatTo === 'in-turn' && topology === 'full' && nodes > 1
    this.#distances = new Int32Array(inTurn ? repeatFanout : 0)
    this.#draws = draws
  }

  fresh(node: number, from: number, broadcast: number): void {
    this.#lastFreshTick = this.#sender.network.nowTick
    if (this.#restTicks > 0) this.#sender.pushToSome(node, from, this.#fanout, broadcast)
  }

  override beginRounds(tick: number): void {
    this.#latest = tick - this.#intervalTicks
    this.#earliest = max(0, tick - this.#restTicks + 1)
    const round = floor(tick / this.#intervalTicks)
    if (round === this.#distanceRound) return
    this.#distanceRound = round
    const { nodes } = this.#sender.cells
    for (let index = 0; index < this.#distances.length; index++) {
      this.#distances[index] = 1 + this.#draws.below(nodes - 1)
    }
  }

  override round(node: number): void {
    const { cells } = this.#sender
    for (let cell = node, broadcast = 0; broadcast < cells.broadcasts; broadcast++, cell += cells.nodes) {
      const at = cells.informedAt[cell] ?? -1
      if (at < this.#earliest || at > this.#latest) continue
      const source = cells.source[cell] ?? node
      if (this.#distances.length > 0) this.#repeatInTurn(node, source, broadcast)
      else this.#sender.pushToSome(node, source, this.#repeatFanout, broadcast)
    }
  }

  #repeatInTurn(node: number, source: number, broadcast: number): void {
    const { nodes } = this.#sender.cells
    for (let index = 0; index < this.#distances.length; index++) {
      let peer = node + (this.#distances[index] ?? 0)
      if (peer >= nodes) peer -= nodes
      // Nothing goes back to where it came from; that one has it.
      if (peer !== source) this.#sender.pushTo(node, peer, broadcast)
    }
  }

  override isQuiet(tick: number): boolean {
    return this.#repeatFanout === 0 || tick - this.#lastFreshTick >= this.#restTicks
  }
}
