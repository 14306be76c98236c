import { between, seededStream } from '../../base/rng.ts'

/** A machine's monotonic clock: it began at some moment of its own and runs a little fast or slow. */
export interface NodeClock {
  readonly offsetMs: number
  readonly rate: number
}

export const TRUE_CLOCK: NodeClock = { offsetMs: 0, rate: 1 }

const LATEST_START_MS = 1_000_000

/** The clock of a machine; the same for all processes that it runs one after the other. */
export function drawClock(seed: number, address: string, driftShare: number): NodeClock {
  if (driftShare === 0) return TRUE_CLOCK
  const random = seededStream(seed, `clock/${address}`)
  return {
    offsetMs: random.next() * LATEST_START_MS,
    rate: between(random, 1 - driftShare, 1 + driftShare),
  }
}
