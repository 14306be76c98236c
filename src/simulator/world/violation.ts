import { errorMessage, isError } from '../../base/errors.ts'

/** A promise that was broken, and how. `rule` is a few fixed words. */
export interface Violation {
  readonly rule: string
  readonly detail: string
}

/** The course of a world, as its trace tells it. */
export interface Course {
  readonly traceHash: string
  readonly traceLength: number
}

/** One seed, one course: what two runs of a seed break of that. */
export function differences(one: Course, again: Course): Violation[] {
  if (again.traceHash === one.traceHash && again.traceLength === one.traceLength) return []
  const lengths = `${one.traceLength} and ${again.traceLength} lines`
  const detail = `${one.traceHash} and ${again.traceHash}, ${lengths}`
  return [{ rule: 'one seed took two courses', detail }]
}

/** The world itself went wrong. */
export function brokenWorld(error: unknown): Violation {
  const detail = isError(error) ? (error.stack ?? error.message) : errorMessage(error)
  return { rule: 'the world broke', detail }
}
