import { every } from '../base/every.ts'
import type { Runtime } from '../base/runtime-port.ts'
import type { SessionStore } from './ports.ts'

const REFRESH_MS = 10_000
/** Counting is a courtesy to operators and placement: it must not hold on to a slow store. */
const COUNT_DEADLINE_MS = 5_000

/** How many sessions of a region are active, as the store said a moment ago. */
export class ActiveCount {
  readonly #store: SessionStore
  readonly #runtime: Runtime
  readonly #region: string
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined
  #count: number | undefined

  constructor(store: SessionStore, runtime: Runtime, region: string) {
    this.#store = store
    this.#runtime = runtime
    this.#region = region
  }

  /** Undefined until the store has answered once, and when it did not answer the last time. */
  get current(): number | undefined {
    return this.#count
  }

  start(): void {
    this.#loop = every(
      this.#runtime,
      this.#stop.signal,
      () => this.refresh(),
      () => REFRESH_MS,
    )
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  async refresh(): Promise<void> {
    const deadline = this.#runtime.deadline(COUNT_DEADLINE_MS)
    try {
      this.#count = await this.#store.countActive(this.#region, deadline)
    } catch {
      // A store that cannot be reached shows in /ready and in every request; here it only makes the count unknown.
      this.#count = undefined
    } finally {
      deadline.dispose()
    }
  }
}
