/**
 * An operation failed because something outside this process did. `code` is stable and is the only thing that
 * `http/error-map.ts` looks at. `stateChanged` tells the caller what a retry can mean: after 'no' nothing was written,
 * after 'unknown' the write may or may not have happened and only a retry with the same key is safe.
 */
export abstract class OperatingError extends Error {
  abstract readonly code: string
  abstract readonly stateChanged: 'no' | 'unknown'

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
  }
}

/** A deadline passed, or the one who asked went away, before anything was decided. */
export class DeadlineExceededError extends OperatingError {
  readonly code = 'deadline_exceeded'
  readonly stateChanged = 'no'
}

/** A bounded queue is full. */
export class OverloadedError extends OperatingError {
  readonly code = 'overloaded'
  readonly stateChanged = 'no'
}

/** Also knows errors made in another realm, such as a worker's; `Error.isError` does, but only from Node 24 on. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
}

export function errorMessage(error: unknown): string {
  return isError(error) ? error.message : String(error)
}
