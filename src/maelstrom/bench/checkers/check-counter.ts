import type { History, Operation } from '../history/operation.ts'
import { judge, type Verdict } from './verdict.ts'

export type CounterOperation = Operation<'add', number, null> | Operation<'read', null, number>

export interface CounterVerdict extends Verdict {
  readonly errors: readonly { readonly node: string; readonly value: number }[]
  readonly 'final-reads': readonly number[]
  /** Inclusive ranges. */
  readonly acceptable: readonly (readonly [number, number])[]
}

/** The final value is the sum of all acknowledged additions, with or without each whose outcome nobody knows. */
export function checkCounter(history: History<CounterOperation>): CounterVerdict {
  let sums = new Set([0])
  let additions = 0
  for (const operation of history) {
    if (operation.f !== 'add' || operation.outcome === 'fail') continue
    additions += 1
    const without = operation.outcome === 'ok' ? [] : sums
    sums = new Set([...without, ...[...sums].map((sum) => sum + operation.value)])
  }
  const finals = history.flatMap((operation) =>
    operation.f === 'read' && operation.final && operation.outcome === 'ok'
      ? [{ node: operation.node, value: operation.result ?? Number.NaN }]
      : [],
  )
  const errors = finals.filter(({ value }) => !sums.has(value))
  return {
    valid: judge(errors.length > 0, finals.length > 0 && additions > 0),
    errors,
    'final-reads': finals.map(({ value }) => value),
    acceptable: rangesOf([...sums]),
  }
}

function rangesOf(values: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const value of values.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] + 1 === value) last[1] = value
    else ranges.push([value, value])
  }
  return ranges
}
