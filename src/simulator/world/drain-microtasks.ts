// Taken when the module loads, before anything forbids it. Browsers have none and need none: there nothing is asynchronous.
const { setImmediate: turn } = globalThis

/**
 * Resolves when every promise that could go on has gone on. The event loop reaches its check phase only after all
 * microtasks, so this is a turn of the loop, not a wait; it is the simulator's only touch with it.
 */
export function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    turn(resolve)
  })
}
