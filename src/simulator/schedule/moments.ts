import { scheduleError } from './schedule-error.ts'

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
])

/** A day of virtual time is more than any run lasts. */
const MAX_MOMENT_MS = 86_400_000

export const DURATION_FORM = 'a number with ms, s or m, at most 1440m, such as 500ms'

/** From and to, in virtual milliseconds from the beginning of the run. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** `500ms`, `1.5s`, `2m`; undefined if it is nothing of the kind. */
export function durationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const factor = unit === undefined ? undefined : UNIT_MS.get(unit)
  if (digits === undefined || factor === undefined) return undefined
  const ms = Number(digits) * factor
  return ms <= MAX_MOMENT_MS ? ms : undefined
}

/** What stands before and behind the one `@`. */
export function atSign(
  flag: string,
  text: string,
  form: string,
): { readonly who: string; readonly when: string } {
  const [who, when, ...rest] = text.split('@').map((part) => part.trim())
  if (!who || !when || rest.length > 0) throw scheduleError(flag, text, 'it needs one @ and a time', form)
  return { who, when }
}

export function momentOf(flag: string, text: string, when: string, form: string): number {
  const ms = durationMs(when)
  if (ms === undefined) throw scheduleError(flag, text, `"${when}" is no time`, form)
  return ms
}

export function spanOf(flag: string, text: string, when: string, form: string): Span {
  const [from, to, ...rest] = when.split('-')
  if (from === undefined || to === undefined || rest.length > 0)
    throw scheduleError(flag, text, `"${when}" is no span of time`, form)
  const span = { fromMs: momentOf(flag, text, from, form), toMs: momentOf(flag, text, to, form) }
  if (span.toMs <= span.fromMs) throw scheduleError(flag, text, 'the span ends before it begins', form)
  return span
}
