/** Longer values are cut where they are shown: the error stays one line. */
const SHOWN_CHARS = 80

/** A schedule that cannot be read: one line with the flag, the value and what is allowed. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}

export function scheduleError(flag: string, value: string, why: string, allowed: string): ScheduleError {
  const line = JSON.stringify(value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS)}…` : value)
  return new ScheduleError(`${flag} ${line}: ${why}; allowed: ${allowed}`)
}
