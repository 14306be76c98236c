import type { History } from '../history/operation.ts'
import { canonical, type Json } from '../json.ts'
import { type Quantiles, quantiles } from './quantiles.ts'
import type { SetOperation } from './set-operations.ts'
import { type ElementTimes, readTimes, type SetReading } from './set-times.ts'
import { judge, type Verdict } from './verdict.ts'

interface StaleElement {
  readonly element: Json
  readonly 'known-ms': number
  readonly 'stable-latency': number
}

export interface SetVerdict extends Verdict {
  readonly 'attempt-count': number
  readonly 'stable-count': number
  readonly lost: readonly Json[]
  readonly 'lost-count': number
  readonly 'never-read': readonly Json[]
  readonly 'never-read-count': number
  readonly stale: readonly Json[]
  readonly 'stale-count': number
  readonly 'worst-stale': readonly StaleElement[]
  readonly duplicated: Readonly<Record<string, number>>
  readonly 'duplicated-count': number
  /** Seen in a read although nobody ever added it. */
  readonly unexpected: readonly Json[]
  readonly 'unexpected-count': number
  readonly 'stable-latencies': Quantiles | null
  readonly 'lost-latencies': Quantiles | null
}

const WORST_SHOWN = 8
const SHOWN = 48

/**
 * What became of each element of a grow-only set that anybody may read anywhere at any time. An element may be missing
 * for a while after its acknowledgement, which makes it stale; once it is missing for good, it is lost.
 */
export function checkSet(history: History<SetOperation>): SetVerdict {
  const reading = readTimes(history)
  const { elements } = reading
  const stable = elements.filter(isStable)
  const lost = elements.filter(isLost)
  const never = elements.filter((element) => !isStable(element) && !isLost(element))
  const stale = stable.filter((element) => stableLatency(element) > 0)
  const isWrong = lost.length + reading.duplicated.size + reading.unexpected.size > 0
  return {
    valid: judge(isWrong, stable.length > 0),
    'attempt-count': elements.length,
    'stable-count': stable.length,
    ...named('lost', lost.map(valueOf)),
    ...named('never-read', never.map(valueOf)),
    ...named('stale', stale.map(valueOf)),
    'worst-stale': worstOf(stale),
    ...strangers(reading),
    'stable-latencies': quantiles(stable.map(stableLatency)),
    'lost-latencies': quantiles(lost.map(lostLatency)),
  }
}

function named<Name extends string>(name: Name, values: readonly Json[]) {
  return { [name]: values.slice(0, SHOWN), [`${name}-count`]: values.length } as {
    readonly [key in Name]: readonly Json[]
  } & { readonly [key in `${Name}-count`]: number }
}

function strangers({ duplicated, unexpected }: SetReading) {
  return {
    duplicated: Object.fromEntries([...duplicated].slice(0, SHOWN)),
    'duplicated-count': duplicated.size,
    ...named('unexpected', [...unexpected.values()]),
  }
}

const valueOf = ({ value }: ElementTimes) => value

function isStable({ lastPresent, lastAbsent }: ElementTimes): boolean {
  return lastPresent !== undefined && lastPresent.order > (lastAbsent?.order ?? -1)
}

function isLost({ known, lastPresent, lastAbsent }: ElementTimes): boolean {
  if (known === undefined || lastAbsent === undefined) return false
  return lastAbsent.order > (lastPresent?.order ?? -1) && lastAbsent.order > known.order
}

function stableLatency({ known, lastAbsent }: ElementTimes): number {
  if (!known || !lastAbsent) return 0
  return Math.max(0, Math.floor(lastAbsent.atMs - known.atMs))
}

function lostLatency({ known, lastPresent }: ElementTimes): number {
  if (!known || !lastPresent) return 0
  return Math.max(0, Math.floor(lastPresent.atMs - known.atMs))
}

function worstOf(stale: readonly ElementTimes[]): StaleElement[] {
  return stale
    .toSorted(
      (a, b) => stableLatency(b) - stableLatency(a) || canonical(a.value).localeCompare(canonical(b.value)),
    )
    .slice(0, WORST_SHOWN)
    .map((element) => ({
      element: element.value,
      'known-ms': Math.floor(element.known?.atMs ?? 0),
      'stable-latency': stableLatency(element),
    }))
}
