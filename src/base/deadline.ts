import { DeadlineExceededError } from './errors.ts'
import type { Arm } from './sleep.ts'

/**
 * The moment by which an answer is due. It travels with a request through every wait, so that no part waits longer than
 * the caller does. Its signal aborts when the time is up or when the caller gives up (`cancel`).
 */
export class Deadline {
  readonly atMs: number
  readonly #nowMs: () => number
  readonly #controller = new AbortController()
  readonly #disarm: () => void

  constructor(nowMs: () => number, ms: number, arm: Arm) {
    this.#nowMs = nowMs
    this.atMs = nowMs() + ms
    this.#disarm = arm(Math.max(0, ms), () =>
      this.#controller.abort(new DeadlineExceededError(`no answer within ${Math.round(ms)} ms`)),
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get expired(): boolean {
    return this.#controller.signal.aborted || this.remainingMs() <= 0
  }

  remainingMs(): number {
    return Math.max(0, this.atMs - this.#nowMs())
  }

  /** The one who asked is gone: stop waiting. What was already sent may still happen. */
  cancel(reason: string): void {
    this.dispose()
    if (!this.signal.aborted) this.#controller.abort(new DeadlineExceededError(reason))
  }

  throwIfExpired(what: string): void {
    if (this.expired) throw new DeadlineExceededError(`the time for ${what} is up`)
  }

  dispose(): void {
    this.#disarm()
  }
}

/** Waits for `work` no longer than `deadline` lasts. The work itself goes on: its result is then dropped. */
export function within<T>(deadline: Deadline, what: string, work: Promise<T>): Promise<T> {
  const { signal } = deadline
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(new DeadlineExceededError(`${what} took too long`, { cause: signal.reason }))
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    )
    if (deadline.expired) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}
