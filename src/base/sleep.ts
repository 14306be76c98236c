/** Calls `fire` after `ms`; gives back how to call that off. */
export type Arm = (ms: number, fire: () => void) => () => void

/** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
export function sleep(arm: Arm, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      disarm()
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const disarm = arm(ms, wake)
    signal?.addEventListener('abort', wake, { once: true })
  })
}
