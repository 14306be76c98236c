import type { NodeHost } from '../../node/node-port.ts'

/** One deed is planned at most: the earliest that was asked for. */
export class EarliestTimer {
  readonly #host: NodeHost
  readonly #act: () => void
  #planned: { readonly dueMs: number; readonly disarm: () => void } | undefined

  constructor(host: NodeHost, act: () => void) {
    this.#host = host
    this.#act = act
  }

  get isPlanned(): boolean {
    return this.#planned !== undefined
  }

  plan(waitMs: number): void {
    const dueMs = this.#host.nowMs() + waitMs
    if (this.#planned && this.#planned.dueMs <= dueMs) return
    this.#planned?.disarm()
    const disarm = this.#host.after(waitMs, () => {
      this.#planned = undefined
      this.#act()
    })
    this.#planned = { dueMs, disarm }
  }
}
