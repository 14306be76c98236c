import { between, integerBelow, type RandomStream } from '../../../base/rng.ts'
import type { BenchClock } from '../clock/bench-clock.ts'
import type { Call } from '../load/load.ts'
import type { Worker } from './workers.ts'

/** Operations that are later than this are not made up for. */
const MAX_BEHIND_MS = 100

interface Stream {
  readonly meanGapMs: number
  readonly draw: () => Call
}

/** Hands operations to random idle workers at random times; while all are busy, an operation waits. */
export class OpStreams {
  readonly #clock: BenchClock
  readonly #random: RandomStream
  readonly #workers: readonly Worker[]
  readonly #waiting: Stream[] = []
  #isOver = false
  #onRest: (() => void) | undefined

  constructor(clock: BenchClock, random: RandomStream, workers: readonly Worker[]) {
    this.#clock = clock
    this.#random = random
    this.#workers = workers
  }

  start(stream: Stream): void {
    this.#plan(stream, this.#clock.nowMs())
  }

  /** Timers of the machine are late; the next operation counts from when this one was due, so that the rate is kept. */
  #plan(stream: Stream, fromMs: number): void {
    const nowMs = this.#clock.nowMs()
    const dueMs = Math.max(fromMs, nowMs - MAX_BEHIND_MS) + between(this.#random, 0, 2 * stream.meanGapMs)
    this.#clock.after(dueMs - nowMs, () => {
      if (!this.#isOver) this.#issue(stream, dueMs)
    })
  }

  /** No more operations; `onRest` is called when those under way have ended. */
  stop(onRest: () => void): void {
    this.#isOver = true
    this.#onRest = onRest
    this.#checkRest()
  }

  #issue(stream: Stream, dueMs: number): void {
    const idle = this.#workers.filter(({ isIdle }) => isIdle)
    const worker = idle[integerBelow(this.#random, idle.length)]
    if (!worker) {
      this.#waiting.push(stream)
      return
    }
    worker.perform(stream.draw(), false, () => this.#freed())
    this.#plan(stream, dueMs)
  }

  #freed(): void {
    if (this.#isOver) return this.#checkRest()
    const stream = this.#waiting.shift()
    if (!stream) return undefined
    // Not within the end of another operation.
    this.#clock.after(0, () => {
      if (!this.#isOver) this.#issue(stream, this.#clock.nowMs())
    })
    return undefined
  }

  #checkRest(): void {
    if (!this.#workers.every(({ isIdle }) => isIdle)) return
    const onRest = this.#onRest
    this.#onRest = undefined
    onRest?.()
  }
}
