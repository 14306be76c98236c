import type { Draws } from './draws.ts'

/** Steps of this share of all nodes visit them in an order without neighbours (the golden section). */
const STRIDE_SHARE = 0.6180339887498949

const { ceil, floor, max } = Math

/**
 * at-once: all at the interval's first tick. The other two spread their moments evenly over it: in the order of node numbers,
 * which walks through memory as it lies, or with neighbours by number far apart, where these are linked to each other.
 */
export type RoundOrder = 'at-once' | 'by-number' | 'scattered'

/** When which node acts of its own accord: each once per interval. Nothing is stored per node. */
export class Rounds {
  readonly #nodes: number
  readonly #intervalTicks: number
  readonly #aligned: boolean
  readonly stride: number
  readonly #offset: number

  constructor(nodes: number, intervalTicks: number, order: RoundOrder, draws: Draws) {
    this.#nodes = nodes
    this.#intervalTicks = intervalTicks
    this.#aligned = order === 'at-once'
    this.stride = order === 'scattered' ? strideFor(nodes) : 1
    this.#offset = this.#aligned ? 0 : draws.below(nodes)
  }

  /** How many nodes act at a tick: from `first` on, each `stride` further than the one before, around the end. */
  count(tick: number): number {
    const place = tick % this.#intervalTicks
    return this.#placesBefore(place + 1) - this.#placesBefore(place)
  }

  first(tick: number): number {
    return (this.#placesBefore(tick % this.#intervalTicks) * this.stride + this.#offset) % this.#nodes
  }

  /** The first tick from this one on at which some node acts. */
  nextFrom(tick: number): number {
    const into = tick % this.#intervalTicks
    const place = this.#placesBefore(into)
    const start = tick - into
    return place < this.#nodes ? start + this.#tickOf(place) : start + this.#intervalTicks + this.#tickOf(0)
  }

  /** In the interval, of the so-manieth node in their order. */
  #tickOf(place: number): number {
    if (this.#aligned) return 0
    let tick = max(0, floor(((place + 0.5) * this.#intervalTicks) / this.#nodes) - 1)
    while (this.#placesBefore(tick + 1) <= place) tick += 1
    return tick
  }

  /** Of all nodes in their order, how many act in the first so many ticks of the interval. */
  #placesBefore(ticks: number): number {
    if (this.#aligned) return ticks === 0 ? 0 : this.#nodes
    return ceil((ticks * this.#nodes) / this.#intervalTicks - 0.5)
  }
}

/** Near the golden section and without a common divisor. */
function strideFor(nodes: number): number {
  let stride = Math.max(1, Math.round(nodes * STRIDE_SHARE))
  while (commonDivisor(stride, nodes) > 1) stride += 1
  return stride
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
