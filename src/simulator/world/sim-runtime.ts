import { v4 } from 'uuid'
import { Deadline } from '../../base/deadline.ts'
import { type RandomStream, integerBelow, seededStream } from '../../base/rng.ts'
import { sleep } from '../../base/sleep.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { SteadyClock } from '../../base/steady-clock.ts'
import type { Scheduler } from './scheduler.ts'
import type { SimClock } from './sim-clock.ts'
import type { SimProcess } from './sim-process.ts'

export interface SimRuntimeParts {
  readonly scheduler: Scheduler
  readonly seed: number
  readonly life: SimProcess
  readonly clock: SimClock
}

/** The runtime of one simulated process: virtual time, and chance that depends on the seed and the process's name only. */
export function simRuntime({ scheduler, seed, life, clock }: SimRuntimeParts): Runtime {
  const streams = new Map<string, RandomStream>()
  const random = (name: string) => {
    let stream = streams.get(name)
    if (!stream) {
      stream = seededStream(seed, `${life.id}/${name}`)
      streams.set(name, stream)
    }
    return stream
  }
  const steady = new SteadyClock({
    wallMs: () => clock.wallMs(),
    elapsedMs: () => scheduler.nowMs,
    onJump: () => {},
  })
  return {
    wallNowMs: () => steady.nowMs(),
    clockDoubtMs: () => steady.doubtMs(),
    monotonicNowMs: () => scheduler.nowMs,
    sleep: (ms, signal) => sleep(life.arm, ms, signal),
    deadline: (ms) => new Deadline(() => scheduler.nowMs, ms, life.arm),
    random,
    newId: () => v4({ random: randomBytes(random('ids')) }),
  }
}

function randomBytes(random: RandomStream): Uint8Array {
  return Uint8Array.from({ length: 16 }, () => integerBelow(random, 256))
}
