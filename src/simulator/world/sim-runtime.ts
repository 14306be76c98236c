import { v4 } from 'uuid'
import { Deadline } from '../../base/deadline.ts'
import { type RandomStream, integerBelow, seededStream } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { Scheduler } from './scheduler.ts'

/** A fixed day, so that one seed gives the same timestamps for ever. */
const EPOCH_MS = Date.UTC(2026, 0, 1)

/** The runtime of one simulated process: virtual time, and chance that depends on the seed and the process's name only. */
export function simRuntime(scheduler: Scheduler, seed: number, process: string): Runtime {
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
    sleep: (ms, signal) => sleep(scheduler, ms, signal),
    deadline: (ms) =>
      new Deadline(
        () => scheduler.nowMs,
        ms,
        (delayMs, fire) => scheduler.after(delayMs, fire),
      ),
    random,
    newId: () => v4({ random: randomBytes(random('ids')) }),
  }
}

function sleep(scheduler: Scheduler, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      cancel()
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const cancel = scheduler.after(ms, wake)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

function randomBytes(random: RandomStream): Uint8Array {
  return Uint8Array.from({ length: 16 }, () => integerBelow(random, 256))
}
