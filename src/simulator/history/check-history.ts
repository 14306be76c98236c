import type { Violation } from '../world/violation.ts'
import { CheckedHistory, type HistoryParts } from './checked-history.ts'
import { answers } from './rules/answers.ts'
import { creation } from './rules/creation.ts'
import { ends } from './rules/ends.ts'
import { expiry } from './rules/expiry.ts'
import { lists } from './rules/lists.ts'
import { oneActive } from './rules/one-active.ts'

const RULES = [creation, ends, expiry, oneActive, answers, lists]

/**
 * Whether what clients were told, and what is there in the end, fits any course of events that the promises allow. An
 * operation without an answer may have happened, at any time after it began, or not.
 */
export function checkHistory(parts: HistoryParts): Violation[] {
  const history = new CheckedHistory(parts)
  return RULES.flatMap((rule) => Array.from(rule(history), ([name, detail]) => ({ rule: name, detail })))
}
