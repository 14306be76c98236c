/** How fast a mesh looks for failures, and how much it waits before it believes in one. */
export interface MembershipTiming {
  /** One probe per interval, and one more ping to every suspect. */
  readonly probeIntervalMs: number
  /** Bounds of the wait for a direct answer; between them it follows the measured round trip. */
  readonly minProbeTimeoutMs: number
  readonly maxProbeTimeoutMs: number
  /** What is taken for the round trip until one has been measured. */
  readonly firstRoundTripMs: number
  /** How many others are asked to try a member that did not answer. */
  readonly indirectProbes: number
  /** The shortest suspicion lasts this many intervals... */
  readonly suspicionIntervals: number
  /** ...or this many times log10(N) of them, if that is more... */
  readonly suspicionLogIntervals: number
  /** ...and this many round trips on top: time to hear the accusation and to be heard. */
  readonly suspicionRoundTrips: number
  /** A suspicion that nobody confirms lasts this many times as long as the shortest. */
  readonly maxSuspicionFactor: number
  /** As many confirmations bring a suspicion down to the shortest. */
  readonly confirmations: number
  /** While nobody at all is heard, a node doubts itself this many intervals long before it declares anyone dead. */
  readonly isolationIntervals: number
  readonly deadMemoryMs: number
  readonly healIntervalMs: number
  /** More refuted suspicions than this within the window make a member a flapping one. */
  readonly flapLimit: number
  readonly flapWindowMs: number
}

export type TimingPreset = 'local' | 'lan' | 'wan'

const MINUTE_MS = 60_000

const LOCAL: MembershipTiming = {
  probeIntervalMs: 100,
  minProbeTimeoutMs: 50,
  maxProbeTimeoutMs: 2_000,
  firstRoundTripMs: 500,
  indirectProbes: 3,
  suspicionIntervals: 3,
  suspicionLogIntervals: 1.8,
  suspicionRoundTrips: 1.5,
  maxSuspicionFactor: 5,
  confirmations: 2,
  isolationIntervals: 100,
  deadMemoryMs: 10 * MINUTE_MS,
  healIntervalMs: 1_000,
  flapLimit: 3,
  flapWindowMs: MINUTE_MS,
}

/** The timings of memberlist's LAN profile, but for the suspicion, which needs less time because suspects are pinged on. */
const LAN: MembershipTiming = {
  ...LOCAL,
  probeIntervalMs: 1_000,
  minProbeTimeoutMs: 500,
  maxProbeTimeoutMs: 3_000,
  suspicionIntervals: 1,
  suspicionLogIntervals: 0.8,
  isolationIntervals: 20,
  deadMemoryMs: 60 * MINUTE_MS,
  healIntervalMs: 10_000,
  flapWindowMs: 10 * MINUTE_MS,
}

const WAN: MembershipTiming = {
  ...LAN,
  probeIntervalMs: 5_000,
  minProbeTimeoutMs: 3_000,
  maxProbeTimeoutMs: 10_000,
  firstRoundTripMs: 1_000,
  suspicionLogIntervals: 1.5,
  suspicionIntervals: 2,
  isolationIntervals: 10,
  healIntervalMs: 60_000,
}

export const TIMING_PRESETS: Readonly<Record<TimingPreset, MembershipTiming>> = {
  local: LOCAL,
  lan: LAN,
  wan: WAN,
}
