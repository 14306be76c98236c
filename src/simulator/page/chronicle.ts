import type { EpidemicObserver } from '../epidemic/report.ts'
import { MessageLog } from './message-log.ts'

export const IGNORANT = 0
export const KNOWS = 1
export const DOWN = 2

/** How many nodes know it from some moment on. */
export interface CurvePoint {
  readonly atMs: number
  readonly know: number
}

export interface Census {
  readonly know: number
  readonly down: number
}

/** A node's time until it went down, and until it came back. */
interface FormerLife {
  readonly node: number
  readonly learnedMs: number
  readonly downMs: number
  upMs: number
}

/** About so many points the curve has, however many nodes there are. */
const CURVE_POINTS = 500
/** More comings and goings are not told apart when time is turned back. */
const MAX_FORMER_LIVES = 10_000

/**
 * What has happened in a run, so that any moment of it can be shown again: when each node learned of the broadcast, its
 * lives before the present one, and the messages, if there are few enough nodes to show them.
 */
export class Chronicle implements EpidemicObserver {
  readonly messages: MessageLog | undefined
  readonly curve: CurvePoint[] = []
  readonly #learnedMs: Float64Array
  readonly #lives: FormerLife[] = []
  readonly #sparing: number
  #know = 0
  #nextPointAt = 0

  constructor(nodes: number, keepsMessages: boolean) {
    this.#learnedMs = new Float64Array(nodes).fill(Infinity)
    this.#sparing = Math.max(1, Math.floor(nodes / CURVE_POINTS))
    if (keepsMessages) {
      const log = new MessageLog()
      this.messages = log
      this.message = (atMs, from, to, _broadcast, _type, _hops, dropped, arrivesMs) =>
        log.add(atMs, arrivesMs, from, to, dropped)
    }
  }

  readonly message?: NonNullable<EpidemicObserver['message']>

  delivery(atMs: number, node: number): void {
    this.#learnedMs[node] = atMs
    this.#know += 1
    if (this.#know < this.#nextPointAt) return
    this.#nextPointAt = this.#know + this.#sparing
    this.curve.push({ atMs, know: this.#know })
  }

  membership(atMs: number, node: number, up: boolean): void {
    if (up) {
      const life = this.#lives.findLast((one) => one.node === node)
      if (life) life.upMs = atMs
      return
    }
    const learnedMs = this.#learnedMs[node] ?? Infinity
    if (this.#lives.length < MAX_FORMER_LIVES)
      this.#lives.push({ node, learnedMs, downMs: atMs, upMs: Infinity })
    if (learnedMs !== Infinity) {
      this.#know -= 1
      this.curve.push({ atMs, know: this.#know })
    }
    this.#learnedMs[node] = Infinity
  }

  /** When the node learned of it in its present life; Infinity: not yet. */
  learnedMs(node: number): number {
    return this.#learnedMs[node] ?? Infinity
  }

  stateAt(atMs: number, node: number): number {
    for (const life of this.#lives) {
      if (life.node !== node || atMs >= life.upMs) continue
      if (atMs >= life.downMs) return DOWN
      if (atMs >= life.learnedMs) return KNOWS
    }
    return this.learnedMs(node) <= atMs ? KNOWS : IGNORANT
  }

  /** Fills in the state of every node at `atMs`. */
  statesAt(atMs: number, states: Uint8Array): Census {
    const learnedMs = this.#learnedMs
    let know = 0
    for (let node = 0; node < states.length; node++) {
      const state = (learnedMs[node] ?? Infinity) <= atMs ? KNOWS : IGNORANT
      states[node] = state
      know += state
    }
    let down = 0
    for (const node of new Set(this.#lives.map((life) => life.node))) {
      if (states[node] === KNOWS) know -= 1
      const state = this.stateAt(atMs, node)
      states[node] = state
      if (state === KNOWS) know += 1
      if (state === DOWN) down += 1
    }
    return { know, down }
  }
}
