import { type Draws, threshold } from '../draws.ts'
import { KNEW } from '../kinds.ts'
import type { Rumour } from '../options.ts'
import type { Sender } from '../sender.ts'
import { PassiveBehaviour } from './behaviour.ts'

/** Of a cell's byte: hot; told 'I knew' since its last contact; and how often in a row. */
const HOT = 0x80
const MISSED = 0x40
const COUNT = 0x3f

/**
 * Rumour mongering (Demers et al., 1987): whoever has something hot pushes it to `fanout` others at each round, until it
 * loses interest. With feedback only contacts with those who knew count, and a useful one starts the count again.
 */
export class RumourMongering extends PassiveBehaviour {
  override readonly hasRounds = true
  override readonly mindsRepeats: boolean
  readonly #sender: Sender
  readonly #rumour: Rumour
  readonly #fanout: number
  readonly #restTicks: number
  readonly #coins: Draws
  readonly #coinThreshold: number
  readonly #heat: Uint8Array
  #hot = 0

  constructor(sender: Sender, rumour: Rumour, fanout: number, restTicks: number, coins: Draws) {
    super()
    this.#sender = sender
    this.#rumour = rumour
    this.mindsRepeats = rumour.feedback === 'feedback'
    this.#fanout = fanout
    this.#restTicks = restTicks
    this.#coins = coins
    this.#coinThreshold = threshold(1 / rumour.k)
    this.#heat = new Uint8Array(sender.cells.informedAt.length)
  }

  fresh(node: number, _from: number, broadcast: number): void {
    const cell = broadcast * this.#sender.cells.nodes + node
    if (((this.#heat[cell] ?? 0) & HOT) === 0) this.#hot += 1
    this.#heat[cell] = HOT
  }

  override round(node: number): void {
    const { cells } = this.#sender
    for (let cell = node, broadcast = 0; broadcast < cells.broadcasts; broadcast++, cell += cells.nodes) {
      const heat = this.#heat[cell] ?? 0
      if ((heat & HOT) === 0) continue
      this.#heat[cell] = (heat & MISSED) === 0 ? HOT : heat & ~MISSED
      this.#contact(node, cell, broadcast)
    }
  }

  override repeated(node: number, from: number, broadcast: number): void {
    if (this.mindsRepeats) this.#sender.network.send(node, from, KNEW, broadcast, 0, 0)
  }

  override knew(node: number, broadcast: number): void {
    const cell = broadcast * this.#sender.cells.nodes + node
    const heat = this.#heat[cell] ?? 0
    if ((heat & HOT) === 0) return
    this.#heat[cell] = heat | MISSED
    this.#count(cell)
  }

  override gone(node: number): void {
    for (let cell = node; cell < this.#heat.length; cell += this.#sender.cells.nodes) this.#cool(cell)
  }

  override isQuiet(): boolean {
    return this.#hot === 0
  }

  #contact(node: number, cell: number, broadcast: number): void {
    const { cells, network } = this.#sender
    const age = network.nowTick - (cells.informedAt[cell] ?? 0)
    if (age >= this.#restTicks || !this.#sender.mayPass(broadcast, node)) {
      this.#cool(cell)
      return
    }
    const contacts = this.#sender.pushToSome(node, cells.source[cell] ?? node, this.#fanout, broadcast)
    if (contacts === 0) this.#cool(cell)
    if (this.#rumour.feedback === 'feedback') return
    for (let contact = 0; contact < contacts; contact++) {
      this.#heat[cell] = (this.#heat[cell] ?? 0) | MISSED
      this.#count(cell)
    }
  }

  /** One contact that counts. */
  #count(cell: number): void {
    const heat = this.#heat[cell] ?? 0
    if ((heat & HOT) === 0) return
    if (this.#rumour.stop === 'coin') {
      if (this.#coins.next32() < this.#coinThreshold) this.#cool(cell)
      return
    }
    const count = (heat & COUNT) + 1
    if (count >= this.#rumour.k) this.#cool(cell)
    else this.#heat[cell] = heat + 1
  }

  #cool(cell: number): void {
    if (((this.#heat[cell] ?? 0) & HOT) !== 0) this.#hot -= 1
    this.#heat[cell] = 0
  }
}
