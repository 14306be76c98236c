import { Scheduler } from '../../src/simulator/world/scheduler.ts'
import { SimClock } from '../../src/simulator/world/sim-clock.ts'
import { SimProcess } from '../../src/simulator/world/sim-process.ts'
import { simRuntime } from '../../src/simulator/world/sim-runtime.ts'
import type { Runtime } from '../../src/base/runtime-port.ts'

export interface ManualRuntime {
  readonly runtime: Runtime
  /** Plays everything that falls due in between. */
  readonly advance: (ms: number) => Promise<void>
  /** Sets the wall clock; time itself goes on as it did. */
  readonly setClock: (byMs: number) => void
}

/** Virtual time for unit tests. */
export function manualRuntime(seed = 1): ManualRuntime {
  const scheduler = new Scheduler()
  const clock = new SimClock(scheduler)
  return {
    runtime: simRuntime({ scheduler, seed, life: new SimProcess('test', scheduler), clock }),
    advance: (ms) => scheduler.runUntil(scheduler.nowMs + ms),
    setClock: (byMs) => clock.jump(byMs),
  }
}
