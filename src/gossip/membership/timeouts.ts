import type { MembershipTiming } from './timing.ts'

/** Even a constant round trip varies by this much: timers and turns are no finer. */
const GRANULARITY_MS = 10
/** An indirect probe takes the way to the relay, the relay's own probe, and the way back. */
const INDIRECT_ROUND_TRIPS = 2

export interface SuspicionTimeouts {
  readonly minMs: number
  readonly maxMs: number
  /** This many confirmations bring it from the longest to the shortest. */
  readonly confirmations: number
}

/** How long to wait for a direct answer. `health` is the node's own local health multiplier. */
export function directTimeoutMs(
  timing: MembershipTiming,
  roundTripBoundMs: number | undefined,
  health: number,
): number {
  const expected = (roundTripBoundMs ?? timing.firstRoundTripMs) + GRANULARITY_MS
  return clamp(expected, timing.minProbeTimeoutMs, timing.maxProbeTimeoutMs) * (health + 1)
}

/** How long to wait for relays: their own wait for the target, then their answer on its way. */
export function indirectTimeoutMs(
  timing: MembershipTiming,
  roundTripBoundMs: number | undefined,
  health: number,
): number {
  return INDIRECT_ROUND_TRIPS * directTimeoutMs(timing, roundTripBoundMs, health)
}

/**
 * How long a suspicion lasts: O(log N) intervals, because that is how fast word gets round (SWIM), and the round trips
 * that an accused needs to hear of it and to be heard. The longest applies until others confirm (Lifeguard).
 */
export function suspicionTimeouts(
  timing: MembershipTiming,
  liveMembers: number,
  roundTripBoundMs: number | undefined,
): SuspicionTimeouts {
  const spread = timing.suspicionLogIntervals * Math.log10(Math.max(1, liveMembers))
  const intervals = Math.max(timing.suspicionIntervals, spread)
  const talk = timing.suspicionRoundTrips * (roundTripBoundMs ?? timing.firstRoundTripMs)
  const minMs = intervals * timing.probeIntervalMs + talk
  const witnesses = Math.max(0, liveMembers - 2)
  return {
    minMs,
    maxMs: minMs * timing.maxSuspicionFactor,
    confirmations: witnesses < timing.confirmations ? 0 : timing.confirmations,
  }
}

/** The least time for one accusation and its refutation: what a member gets that others have declared dead. */
export function refutationMs(timing: MembershipTiming, roundTripBoundMs: number | undefined): number {
  return (
    2 * timing.probeIntervalMs + timing.suspicionRoundTrips * (roundTripBoundMs ?? timing.firstRoundTripMs)
  )
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
