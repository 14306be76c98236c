import type { Deadline } from './deadline.ts'
import type { RandomStream } from './rng.ts'

/**
 * Everything that a decision may take from the world around it: time, chance and ids. The servers get the system's
 * (`server/system-runtime.ts`); the simulator gets virtual ones (`simulator/world`), so that one seed gives one trace.
 * Code that a simulation runs touches no clock, timer or random source but this.
 */
export interface Runtime {
  /** Milliseconds since the epoch; it never goes back, but may jump ahead. Never for measuring a wait. */
  wallNowMs(): number
  /**
   * How much of `wallNowMs` came with jumps of the clock that may have been wrong, in milliseconds. Without it, the time
   * is one that has surely come: by that it is judged whether something is over.
   */
  clockDoubtMs(): number
  /** Milliseconds since some start. Never goes back: for deadlines and liveness. */
  monotonicNowMs(): number
  /** Resolves after `ms`, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** A deadline `ms` from now. Call `dispose()` when the work is done, so that its timer goes. */
  deadline(ms: number): Deadline
  /** One independent stream per name: a new draw in one part does not shift the draws of another. */
  random(name: string): RandomStream
  /** A random UUID (version 4). */
  newId(): string
}
