import type { Arm } from '../../base/sleep.ts'

/** How often what belongs to no one node is looked after when nothing happens. */
export const TEND_INTERVAL_MS = 1_000

/** Calls `tend` in intervals, and soon where there is something to do. */
export class Tending {
  readonly #arm: Arm
  /** Gives whether there is more to do at once. */
  readonly #tend: () => boolean
  #disarm: (() => void) | undefined
  #isSoon = false

  constructor(arm: Arm, tend: () => boolean) {
    this.#arm = arm
    this.#tend = tend
  }

  start(): void {
    this.#plan(TEND_INTERVAL_MS)
  }

  soon(): void {
    if (this.#disarm && !this.#isSoon) this.#plan(0)
  }

  stop(): void {
    this.#disarm?.()
    this.#disarm = undefined
  }

  #plan(ms: number): void {
    this.#disarm?.()
    this.#isSoon = ms === 0
    this.#disarm = this.#arm(ms, () => {
      // Planned before `tend`, so that what it finds to do can bring it forward.
      this.#plan(TEND_INTERVAL_MS)
      if (this.#tend()) this.soon()
    })
  }
}
