import { randomBytes } from 'node:crypto'
import { v4 } from 'uuid'
import { Deadline } from '../base/deadline.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { type RandomStream, seededStream } from '../base/rng.ts'
import { sleep } from '../base/sleep.ts'

/** The longest delay that a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function arm(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, Math.min(ms, LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
}

/** The runtime of a real server: the machine's clocks, timers and entropy. */
export function systemRuntime(): Runtime {
  const seed = randomBytes(6).readUIntBE(0, 6)
  const streams = new Map<string, RandomStream>()
  const monotonicNowMs = () => performance.now()
  return {
    wallNowMs: () => Date.now(),
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
    newId: () => v4(),
  }
}
