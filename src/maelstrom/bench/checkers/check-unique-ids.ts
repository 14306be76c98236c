import type { History, Operation } from '../history/operation.ts'
import { canonical, type Json } from '../json.ts'
import { judge, type Verdict } from './verdict.ts'

export type GenerateOperation = Operation<'generate', null, Json>

export interface UniqueIdsVerdict extends Verdict {
  readonly 'attempted-count': number
  readonly 'acknowledged-count': number
  readonly 'duplicated-count': number
  readonly duplicated: Readonly<Record<string, number>>
  readonly range: readonly [Json, Json] | null
}

const SHOWN = 48

/** No id is given out twice, by whichever node. */
export function checkUniqueIds(history: History<GenerateOperation>): UniqueIdsVerdict {
  const ids = history.flatMap(({ outcome, result }) =>
    outcome === 'ok' && result !== undefined ? [result] : [],
  )
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(canonical(id), (counts.get(canonical(id)) ?? 0) + 1)
  const duplicated = [...counts].filter(([, count]) => count > 1)
  return {
    valid: judge(duplicated.length > 0, ids.length > 0),
    'attempted-count': history.length,
    'acknowledged-count': ids.length,
    'duplicated-count': duplicated.length,
    duplicated: Object.fromEntries(duplicated.slice(0, SHOWN)),
    range: rangeOf(ids),
  }
}

function rangeOf(ids: readonly Json[]): readonly [Json, Json] | null {
  const [first, ...others] = ids
  if (first === undefined) return null
  let [lowest, highest] = [first, first]
  for (const id of others) {
    if (isBefore(id, lowest)) lowest = id
    if (isBefore(highest, id)) highest = id
  }
  return [lowest, highest]
}

function isBefore(a: Json, b: Json): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b
  return canonical(a) < canonical(b)
}
