import type { Arm } from '../../../../src/base/sleep.ts'

/** Timers that fire when the test says so. */
export class ManualTimers {
  readonly #armed = new Set<{ readonly ms: number; readonly fire: () => void }>()

  readonly arm: Arm = (ms, fire) => {
    const timer = { ms, fire }
    this.#armed.add(timer)
    return () => void this.#armed.delete(timer)
  }

  get waits(): number[] {
    return [...this.#armed].map(({ ms }) => ms)
  }

  /** Those that are armed now, in the order of their times. */
  fireAll(): void {
    for (const timer of [...this.#armed].toSorted((a, b) => a.ms - b.ms))
      if (this.#armed.delete(timer)) timer.fire()
  }
}
