import { Scheduler } from '../../src/simulator/world/scheduler.ts'
import { simRuntime } from '../../src/simulator/world/sim-runtime.ts'
import type { Runtime } from '../../src/base/runtime-port.ts'

/** Virtual time for unit tests: `advance` plays everything that falls due in between. */
export function manualRuntime(seed = 1): { runtime: Runtime; advance: (ms: number) => Promise<void> } {
  const scheduler = new Scheduler()
  return {
    runtime: simRuntime(scheduler, seed, 'test'),
    advance: (ms) => scheduler.runUntil(scheduler.nowMs + ms),
  }
}
