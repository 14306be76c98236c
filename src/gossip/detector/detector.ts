/**
 * Judges from the life signs of peers which of them may have failed. What follows from a suspicion (asking others, time
 * to refute, the verdict) is the membership's business and the same for every detector.
 */
export interface FailureDetector {
  /** A life sign of `peer` has come. */
  heard(peer: string, nowMs: number): void
  /** `peer` answered neither directly nor through others. */
  missed(peer: string, nowMs: number): void
  /** The level of suspicion, 0 and up; it never falls while nothing is heard. */
  level(peer: string, nowMs: number): number
  suspicious(peer: string, nowMs: number): boolean
  /** Nobody is suspicious, as far as that can be told without looking at everyone. */
  readonly isCalm: boolean
  /** This process stood still: the time does not count against anybody. */
  shift(byMs: number): void
  forget(peer: string): void
}
