import type { History } from '../history/operation.ts'
import { judge, type Verdict } from './verdict.ts'

/** Which share of all operations has to be ok; `total`: every one. */
export type Availability = 'total' | number

export interface AvailabilityVerdict extends Verdict {
  readonly 'ok-fraction': number | null
}

export function checkAvailability(history: History, asked: Availability | undefined): AvailabilityVerdict {
  if (history.length === 0) return { valid: 'unknown', 'ok-fraction': null }
  const fraction = history.filter(({ outcome }) => outcome === 'ok').length / history.length
  const wanted = asked === 'total' ? 1 : (asked ?? 0)
  return { valid: judge(fraction < wanted, true), 'ok-fraction': fraction }
}
