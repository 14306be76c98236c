import type { Deadline } from './deadline.ts'
import type { RandomStream } from './rng.ts'

/**
 * Everything that a decision may take from the world around it: time, chance and ids. The servers get the system's
 * (`server/system-runtime.ts`); the simulator gets virtual ones (`simulator/world`), so that one seed gives one trace.
 * Code that a simulation runs touches no clock, timer or random source but this.
 */
export interface Runtime {
  /** Milliseconds since the epoch. May jump either way: for what people read, never for measuring a wait. */
  wallNowMs(): number
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
