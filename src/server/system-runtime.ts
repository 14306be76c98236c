import { randomBytes } from 'node:crypto'
import { uptime } from 'node:os'
import { Deadline } from '../base/deadline.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { type RandomStream, seededStream } from '../base/rng.ts'
import { sleep } from '../base/sleep.ts'
import { SteadyClock } from '../base/steady-clock.ts'
import { relatedIds } from './related-ids.ts'

/** The longest delay that a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function arm(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, Math.min(ms, LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
}

/** The runtime of a real server: the machine's clocks, timers and entropy. */
export function systemRuntime(onClockJump: (jumpMs: number) => void = () => {}): Runtime {
  const seed = randomBytes(6).readUIntBE(0, 6)
  const streams = new Map<string, RandomStream>()
  const monotonicNowMs = () => performance.now()
  const clock = new SteadyClock({ wallMs: () => Date.now(), elapsedMs: elapsedTime(), onJump: onClockJump })
  return {
    wallNowMs: () => clock.nowMs(),
    clockDoubtMs: () => clock.doubtMs(),
    monotonicNowMs,
    sleep: (ms, signal) => sleep(arm, ms, signal),
    deadline: (ms) => new Deadline(monotonicNowMs, ms, arm),
    random(name) {
      let stream = streams.get(name)
      if (!stream) {
        stream = seededStream(seed, name)
        streams.set(name, stream)
      }
      return stream
    },
    newId: relatedIds(),
  }
}

/** The timers' clock stands still while the machine sleeps, the wall clock does not. */
const ASLEEP_MS = 1_000

/**
 * Time that has passed, sleep of the machine included. What tells of sleep is slow to ask, so it is asked only when the
 * wall clock has gone ahead of the timers' clock.
 */
function elapsedTime(): () => number {
  const beganUp = uptime() * 1000 - performance.now()
  let aheadMs = Date.now() - performance.now()
  let asleepMs = 0
  return () => {
    const awakeMs = performance.now()
    const nowAheadMs = Date.now() - awakeMs
    if (nowAheadMs - aheadMs > ASLEEP_MS) {
      asleepMs = Math.max(asleepMs, Math.floor(uptime() * 1000 - awakeMs - beganUp))
    }
    aheadMs = nowAheadMs
    return awakeMs + (asleepMs > ASLEEP_MS ? asleepMs : 0)
  }
}
