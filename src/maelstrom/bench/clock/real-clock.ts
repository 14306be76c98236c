import type { BenchClock } from './bench-clock.ts'

export class RealClock implements BenchClock {
  readonly #startMs = performance.now()
  readonly #callOffs = new Set<() => void>()
  #isStopped = false

  nowMs(): number {
    return performance.now() - this.#startMs
  }

  after(delayMs: number, fire: () => void): () => void {
    const run = () => {
      this.#callOffs.delete(callOff)
      fire()
    }
    const timer = delayMs > 0 && !this.#isStopped ? setTimeout(run, delayMs) : undefined
    const turn = delayMs > 0 || this.#isStopped ? undefined : setImmediate(run)
    const callOff = () => {
      clearTimeout(timer)
      clearImmediate(turn)
      this.#callOffs.delete(callOff)
    }
    this.#callOffs.add(callOff)
    return callOff
  }

  /** Calls off everything, now and later: the run is over, and nothing of it may keep the process alive. */
  stop(): void {
    this.#isStopped = true
    for (const callOff of this.#callOffs) callOff()
  }
}
