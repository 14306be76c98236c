import { errorMessage } from '../base/errors.ts'
import { every } from '../base/every.ts'
import type { Logger } from '../base/logger-port.ts'
import { between, type RandomStream } from '../base/rng.ts'
import type { Runtime } from '../base/runtime-port.ts'
import type { ExpiryQuery, ExpiryStep, ListPosition, SessionStore } from './ports.ts'
import type { SessionRules } from './rules.ts'

/** A session is swept this long after its end: whoever uses it notices sooner, and the clocks of servers differ. */
export const SWEEP_GRACE_MS = 10_000
/** The regions of others get more time, for their own servers to do it. */
const OTHERS_GRACE_MS = 20_000
/** Of how many rounds one goes through all regions: one whose servers are dead has nobody else. */
const ROUNDS_UNTIL_OTHERS = 4
/** Rounds follow each other at this share of the time that a session may be silent. */
const SHARE_OF_TTL = 1 / 4
const SHORTEST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const STEP_SIZE = 200
const STEP_DEADLINE_MS = 5_000

/**
 * Ends sessions whose players have gone without a word: those of its own region, and at times those of all others. Two
 * servers that sweep one region are harmless, because ending a session is decided once.
 */
export class ExpirySweep {
  readonly #store: SessionStore
  readonly #runtime: Runtime
  readonly #region: string
  readonly #ttlMs: number
  readonly #pauseMs: number
  readonly #log: Logger
  readonly #random: RandomStream
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined
  #round = 0

  constructor(store: SessionStore, runtime: Runtime, region: string, rules: SessionRules, log: Logger) {
    this.#store = store
    this.#runtime = runtime
    this.#region = region
    this.#ttlMs = rules.ttlMs
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, rules.ttlMs * SHARE_OF_TTL))
    this.#log = log
    this.#random = runtime.random('expiry-sweep')
  }

  start(): void {
    this.#loop = every(
      this.#runtime,
      this.#stop.signal,
      () => this.#sweep(),
      () => between(this.#random, this.#pauseMs / 2, this.#pauseMs * 1.5),
    )
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  async #sweep(): Promise<void> {
    this.#round += 1
    try {
      await this.#sweepRegion(this.#region, SWEEP_GRACE_MS)
      if (this.#round % ROUNDS_UNTIL_OTHERS !== 0) return
      for (const region of await this.#within((deadline) => this.#store.activeRegions(deadline))) {
        if (this.#stop.signal.aborted) return
        if (region !== this.#region) await this.#sweepRegion(region, OTHERS_GRACE_MS)
      }
    } catch (error) {
      // A store that cannot be reached shows in /ready and in every request; the next round tries again.
      this.#log.debug('the sweep for expired sessions was cut short', { error: errorMessage(error) })
    }
  }

  async #sweepRegion(region: string, graceMs: number): Promise<void> {
    // What began later is not over, whatever its player did.
    const youngestMs = this.#runtime.wallNowMs() - graceMs - this.#ttlMs
    let after: ListPosition | undefined = { startedAtMs: Math.max(0, youngestMs + 1), sessionId: '' }
    let ended = 0
    do {
      const query: ExpiryQuery = {
        region,
        nowMs: this.#runtime.wallNowMs(),
        graceMs,
        limit: STEP_SIZE,
        after,
      }
      const { expired, next }: ExpiryStep = await this.#within((deadline) =>
        this.#store.expireOver(query, deadline),
      )
      ended += expired
      after = next
    } while (after && !this.#stop.signal.aborted)
    if (ended > 0) this.#log.info('sessions expired', { of_region: region, sessions: ended })
  }

  async #within<T>(work: (deadline: ReturnType<Runtime['deadline']>) => Promise<T>): Promise<T> {
    const deadline = this.#runtime.deadline(STEP_DEADLINE_MS)
    try {
      return await work(deadline)
    } finally {
      deadline.dispose()
    }
  }
}
