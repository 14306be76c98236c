/**
 * How fast a node may change its own keys without the mesh falling behind: the flow control of van Renesse, Dumitriu,
 * Gough and Thomas, "Efficient Reconciliation and Flow Control for Anti-Entropy Protocols" (2008). Peers' digests show
 * how many of our changes they still miss. While they keep up the rate grows by a step; when the backlog passes its
 * limit and does not shrink it is halved, at most once per interval. What exceeds the rate waits, one value per key.
 */
export interface UpdateRateOptions {
  /** Changes per second at the start and at most. */
  readonly maxPerSecond: number
  readonly minPerSecond: number
  /** Added per interval while peers keep up. */
  readonly stepPerSecond: number
  /** Changes that may come at once after a pause. */
  readonly burst: number
  /** Changes that a peer may lack before that counts as falling behind. */
  readonly backlogLimit: number
  readonly intervalMs: number
}

const DECREASE = 0.5
/**
 * A whole token but for rounding counts as one: what lacks less than the clock can tell apart would never be there, and
 * whoever waits for it would be woken for ever at the same moment.
 */
const WHOLE = 1 - 1e-6

export class UpdateRate {
  readonly #options: UpdateRateOptions
  #perSecond: number
  #tokens: number
  #refilledMs: number
  #judgedMs: number
  /** The worst backlog seen since the last judgement, and at that judgement. */
  #worst = 0
  #worstBefore = 0

  constructor(options: UpdateRateOptions, nowMs: number) {
    this.#options = options
    this.#perSecond = options.maxPerSecond
    this.#tokens = options.burst
    this.#refilledMs = nowMs
    this.#judgedMs = nowMs
  }

  get perSecond(): number {
    return this.#perSecond
  }

  /** Whether one more change may be made now; if so it is counted. */
  take(nowMs: number): boolean {
    this.#refill(nowMs)
    if (this.#tokens < WHOLE) return false
    this.#tokens--
    return true
  }

  /** When `take` will say yes again. */
  nextMs(nowMs: number): number {
    this.#refill(nowMs)
    return this.#tokens >= WHOLE ? nowMs : nowMs + ((1 - this.#tokens) / this.#perSecond) * 1000
  }

  /** A peer's digest shows that it lacks `changes` of ours. */
  observed(changes: number): void {
    this.#worst = Math.max(this.#worst, changes)
  }

  /** Once per round: adapts the rate to what was observed since the last time. */
  judge(nowMs: number): void {
    if (nowMs - this.#judgedMs < this.#options.intervalMs) return
    this.#refill(nowMs)
    this.#judgedMs = nowMs
    const { minPerSecond, maxPerSecond, stepPerSecond, backlogLimit } = this.#options
    if (this.#worst <= backlogLimit) {
      this.#perSecond = Math.min(maxPerSecond, this.#perSecond + stepPerSecond)
    } else if (this.#worst >= this.#worstBefore) {
      this.#perSecond = Math.max(minPerSecond, this.#perSecond * DECREASE)
    }
    this.#worstBefore = this.#worst
    this.#worst = 0
  }

  #refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#refilledMs)
    this.#refilledMs = nowMs
    this.#tokens = Math.min(this.#options.burst, this.#tokens + (elapsedMs / 1000) * this.#perSecond)
  }
}
