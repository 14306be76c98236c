import { Draws } from './draws.ts'
import { ln } from './exact-math.ts'
import { type Churn, TICKS_PER_MS } from './options.ts'

const MS_PER_SECOND = 1000
const { ceil, min } = Math

/** Random departures and arrivals: when the next ones are due (Poisson processes), and whose place has become free. */
export class ChurnPlan {
  readonly #churn: Churn
  readonly #leaves: Draws
  readonly #joins: Draws
  #nextLeave: number
  #nextJoin: number
  readonly #free: Int32Array
  #freeCount = 0

  constructor(seed: number, nodes: number, churn: Churn) {
    this.#churn = churn
    this.#leaves = new Draws(seed, 'epidemic leaves')
    this.#joins = new Draws(seed, 'epidemic joins')
    this.#nextLeave = this.#gap(this.#leaves, churn.leavesPerSecond)
    this.#nextJoin = this.#gap(this.#joins, churn.joinsPerSecond)
    this.#free = new Int32Array(churn.leavesPerSecond > 0 ? nodes : 0)
  }

  get next(): number {
    return ceil(min(this.#nextLeave, this.#nextJoin))
  }

  /** A random node, if a departure is due; whoever is asked for may already be down. -1: nothing is due. */
  leaverUntil(tick: number, nodes: number): number {
    if (this.#nextLeave > tick) return -1
    this.#nextLeave += this.#gap(this.#leaves, this.#churn.leavesPerSecond)
    return this.#leaves.below(nodes)
  }

  /** Its place can be taken by somebody else. */
  left(node: number): void {
    this.#free[this.#freeCount++] = node
  }

  /** Whose place is taken, if an arrival is due and there is a free one. -1: nothing is due. -2: no place is free. */
  joinerUntil(tick: number): number {
    if (this.#nextJoin > tick) return -1
    this.#nextJoin += this.#gap(this.#joins, this.#churn.joinsPerSecond)
    if (this.#freeCount === 0) return -2
    const at = this.#joins.below(this.#freeCount)
    const node = this.#free[at] ?? 0
    this.#freeCount -= 1
    this.#free[at] = this.#free[this.#freeCount] ?? 0
    return node
  }

  #gap(draws: Draws, perSecond: number): number {
    if (perSecond === 0) return Infinity
    return (-ln(1 - draws.next()) * MS_PER_SECOND * TICKS_PER_MS) / perSecond
  }
}
