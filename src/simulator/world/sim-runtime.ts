import { v4 } from 'uuid'
import { Deadline } from '../../base/deadline.ts'
import { type RandomStream, integerBelow, seededStream } from '../../base/rng.ts'
import { type Arm, sleep } from '../../base/sleep.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { Scheduler } from './scheduler.ts'

/** A fixed day, so that one seed gives the same timestamps for ever. */
const EPOCH_MS = Date.UTC(2026, 0, 1)

/** The runtime of one simulated process: virtual time, and chance that depends on the seed and the process's name only. */
export function simRuntime(scheduler: Scheduler, seed: number, process: string): Runtime {
  const arm: Arm = (ms, fire) => scheduler.after(ms, fire)
  const streams = new Map<string, RandomStream>()
  const random = (name: string) => {
    let stream = streams.get(name)
    if (!stream) {
      stream = seededStream(seed, `${process}/${name}`)
      streams.set(name, stream)
    }
    return stream
  }
  return {
    wallNowMs: () => EPOCH_MS + Math.floor(scheduler.nowMs),
    monotonicNowMs: () => scheduler.nowMs,
    sleep: (ms, signal) => sleep(arm, ms, signal),
    deadline: (ms) => new Deadline(() => scheduler.nowMs, ms, arm),
    random,
    newId: () => v4({ random: randomBytes(random('ids')) }),
  }
}

function randomBytes(random: RandomStream): Uint8Array {
  return Uint8Array.from({ length: 16 }, () => integerBelow(random, 256))
}
