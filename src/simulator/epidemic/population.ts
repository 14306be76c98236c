import type { Cells } from './cells.ts'
import { ChurnPlan } from './churn.ts'
import { TICKS_PER_MS } from './options.ts'
import type { EpidemicSettings } from './settings.ts'

const NO_TICK = Infinity
const { min } = Math

/** What the run has to do when nodes come and go. */
export interface ComingAndGoing {
  kill(node: number): void
  revive(node: number): void
}

/** Kills on their schedule, and churn. */
export class Population {
  leaves = 0
  joins = 0
  readonly #cells: Cells
  readonly #killTicks: Float64Array
  readonly #killNodes: Int32Array
  #nextKill = 0
  readonly #churn: ChurnPlan

  constructor(settings: EpidemicSettings, cells: Cells) {
    this.#cells = cells
    const kills = settings.kills.toSorted((a, b) => a.atMs - b.atMs)
    this.#killTicks = Float64Array.from(kills, ({ atMs }) => Math.round(atMs * TICKS_PER_MS))
    this.#killNodes = Int32Array.from(kills, ({ node }) => node)
    this.#churn = new ChurnPlan(settings.seed, settings.nodes, settings.churn)
  }

  get nextChange(): number {
    return min(this.#nextKillTick, this.#churn.next)
  }

  changeUntil(tick: number, run: ComingAndGoing): void {
    for (; this.#nextKillTick <= tick; this.#nextKill++) {
      run.kill(this.#killNodes[this.#nextKill] ?? 0)
    }
    this.#leave(tick, run)
    this.#join(tick, run)
  }

  get #nextKillTick(): number {
    return this.#killTicks[this.#nextKill] ?? NO_TICK
  }

  #leave(tick: number, run: ComingAndGoing): void {
    const { nodes } = this.#cells
    for (let node = 0; (node = this.#churn.leaverUntil(tick, nodes)) >= 0;) {
      // The last one stays: nobody would be left to converge.
      if (this.#cells.up[node] !== 1 || this.#cells.live === 1) continue
      this.leaves += 1
      run.kill(node)
      this.#churn.left(node)
    }
  }

  #join(tick: number, run: ComingAndGoing): void {
    for (let node = 0; (node = this.#churn.joinerUntil(tick)) !== -1;) {
      if (node < 0 || this.#cells.up[node] === 1) continue
      this.joins += 1
      run.revive(node)
    }
  }
}
