import type { Runtime } from './runtime-port.ts'

/**
 * Runs `task` again and again, `intervalMs(lastResult)` apart, until `signal` aborts. A run never overlaps the one before
 * it, and `task` handles its own failures. The promise settles when the loop has ended.
 */
export async function every<T>(
  runtime: Runtime,
  signal: AbortSignal,
  task: () => Promise<T>,
  intervalMs: (result: T) => number,
): Promise<void> {
  while (!signal.aborted) {
    const result = await task()
    await runtime.sleep(intervalMs(result), signal)
  }
}
