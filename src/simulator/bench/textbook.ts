import type { EpidemicOptions } from '../epidemic/options.ts'

const ROUND_MS = 10

/**
 * Push as textbooks count it: in every round whoever has the message sends it to F others, all at the same moments, a
 * message takes one round, and nothing else is sent.
 */
export function textbookPush(nodes: number, fanout: number): EpidemicOptions {
  return {
    nodes,
    fanout,
    strategy: 'push',
    aligned: true,
    intervalMs: ROUND_MS,
    latency: { kind: 'constant', ms: ROUND_MS },
    repeatFanout: fanout,
    repeatTo: 'random',
    antiEntropyMs: 0,
    drop: 0,
  }
}

/** log_F N, the rule of thumb; none for F = 1. */
export function ruleOfThumb(nodes: number, fanout: number): number | undefined {
  return fanout > 1 ? Math.log(nodes) / Math.log(fanout) : undefined
}

/** Pittel (1987), for F targets: log_(F+1) N + ln N / F, but for a constant. */
export function expectedRounds(nodes: number, fanout: number): number {
  return Math.log(nodes) / Math.log(fanout + 1) + Math.log(nodes) / fanout
}
