import { MAX_NANOS } from './nanos.ts'

/** How far ahead of the local clock a moment from elsewhere may lie. */
export const DEFAULT_MAX_DRIFT_NANOS = 60_000_000_000n

/**
 * A hybrid logical clock (Kulkarni et al., 2014) in one number: physical nanoseconds, pushed on by one whenever time has
 * not passed since the last moment given or seen. So what knows of something is later than it, whatever the clocks say.
 *
 * The push is bounded: a moment more than `maxDrift` ahead of the local clock is refused and moves nothing, else one
 * clock that is years ahead would drag all others with it for good. What a refusal means is up to each use: a
 * client's timestamp is an error that it is told of; a value of the mesh waits until its time has come (`SharedValues`).
 * Nothing is ever clamped, for then nodes would hold different moments of one write and disagree on who wins.
 */
export class HybridClock {
  readonly #maxDrift: bigint
  #last = 0n

  constructor(maxDriftNanos = DEFAULT_MAX_DRIFT_NANOS) {
    this.#maxDrift = maxDriftNanos
  }

  /** Later than every moment given or accepted before. */
  now(wallNanos: bigint): bigint {
    this.#last = wallNanos > this.#last ? wallNanos : this.#last + 1n
    return this.#last
  }

  /** Takes note of a moment from elsewhere; false: it is too far ahead and refused. */
  observe(nanos: bigint, wallNanos: bigint): boolean {
    if (!this.accepts(nanos, wallNanos)) return false
    if (nanos > this.#last) this.#last = nanos
    return true
  }

  accepts(nanos: bigint, wallNanos: bigint): boolean {
    return nanos <= wallNanos + this.#maxDrift && nanos < MAX_NANOS
  }
}
