import type { HostTimers } from './host.ts'

/** The longest delay that a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The machine's clock and timers. What is due now runs in the next turn of the event loop, without a timer's millisecond. */
export const systemTimers: HostTimers = {
  monotonicNowMs: () => performance.now(),
  arm(ms, fire) {
    if (ms <= 0) {
      const turn = setImmediate(fire)
      return () => clearImmediate(turn)
    }
    const timer = setTimeout(fire, Math.min(Math.ceil(ms), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
}
