import type { MembershipTiming } from './timing.ts'

/** Nobody heard for so many intervals and a round trip: in a mesh of more than `SMALL_MESH` members that is odd. */
const QUIET_INTERVALS = 3
const SMALL_MESH = 3

/**
 * A node that hears nobody at all is probably the broken one, though its timers run: its verdicts wait until somebody is
 * heard again. After `isolationIntervals` it believes them, since it may really be alone.
 */
export class SelfDoubt {
  readonly #enabled: boolean
  readonly #timing: MembershipTiming
  #heardMs: number

  constructor(timing: MembershipTiming, enabled: boolean, nowMs: number) {
    this.#timing = timing
    this.#enabled = enabled
    this.#heardMs = nowMs
  }

  /** Somebody is heard: for how long everything that depends on answers was held up. */
  heard(liveMembers: number, roundTripMs: number | undefined, nowMs: number): number {
    const lostMs = this.inDoubt(liveMembers, roundTripMs, nowMs) ? nowMs - this.#heardMs : 0
    this.#heardMs = nowMs
    return lostMs
  }

  inDoubt(liveMembers: number, roundTripMs: number | undefined, nowMs: number): boolean {
    if (!this.#enabled || liveMembers <= SMALL_MESH) return false
    const { isolationIntervals, probeIntervalMs, firstRoundTripMs } = this.#timing
    const quietMs = nowMs - this.#heardMs
    if (quietMs <= QUIET_INTERVALS * probeIntervalMs + (roundTripMs ?? firstRoundTripMs)) return false
    return quietMs < isolationIntervals * probeIntervalMs
  }

  shift(byMs: number): void {
    this.#heardMs += byMs
  }
}
