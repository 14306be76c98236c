import { durationMs } from '../simulator/schedule/moments.ts'
import { shown } from './sim-flags.ts'

/** How a text becomes a value; each refuses in one line that names the flag, the value and what is allowed. */

export function refused(name: string, text: string, allowed: string): Error {
  return new Error(`--${name} ${shown(text)}: not allowed; allowed: ${allowed}`)
}

export function wholeOf(name: string, text: string, lowest: number, highest: number): number {
  const value = Number(text)
  if (/^-?\d+$/.test(text) && value >= lowest && value <= highest) return value
  throw new Error(`--${name} ${shown(text)}: not a whole number from ${lowest} to ${highest}`)
}

/** Any number; whoever it is for knows what is in range. */
export function numberOf(name: string, text: string, allowed: string): number {
  if (isNumber(text)) return Number(text)
  throw new Error(`--${name} ${shown(text)}: not a number; allowed: ${allowed}`)
}

export function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
}

export function shareOf(name: string, text: string, highest = 1): number {
  const allowed = `0 to ${highest}`
  const value = numberOf(name, text, allowed)
  if (value >= 0 && value <= highest) return value
  throw refused(name, text, allowed)
}

/** `10ms`, `0.5s`, `2m`; a bare number is in milliseconds. */
export function msOf(name: string, text: string, highestMs = Number.POSITIVE_INFINITY): number {
  const ms = durationMs(/^\d+(\.\d+)?$/.test(text) ? `${text}ms` : text)
  if (ms !== undefined && ms <= highestMs) return ms
  const limit = Number.isFinite(highestMs) ? `, at most ${highestMs}ms` : ''
  throw refused(name, text, `a time such as 10ms, 0.5s or 2m${limit}`)
}

export function wordOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text)
  if (word !== undefined) return word
  throw refused(name, text, words.join(', '))
}
