import type { History, Operation, Outcome } from '../history/operation.ts'

export interface StepOptions {
  readonly process?: number
  readonly node?: string
  /** Both in milliseconds; without them, steps follow each other. */
  readonly from?: number
  readonly to?: number
  readonly final?: boolean
}

const STEP_MS = 10
const STEP_LENGTH_MS = 5

export function ok<F extends string, V, R>(f: F, value: V, result: R, options: StepOptions = {}) {
  return step(f, value, result, 'ok', options)
}

export function fail<F extends string, V>(f: F, value: V, options: StepOptions = {}) {
  return step<F, V, never>(f, value, undefined, 'fail', options)
}

export function info<F extends string, V>(f: F, value: V, options: StepOptions = {}) {
  return step<F, V, never>(f, value, undefined, 'info', options)
}

function step<F extends string, V, R>(
  f: F,
  value: V,
  result: R | undefined,
  outcome: Outcome,
  { process = 0, node = 'n0', from = Number.NaN, to = Number.NaN, final = false }: StepOptions,
): Operation<F, V, R> {
  return {
    f,
    value,
    result,
    outcome,
    process,
    node,
    final,
    invokedMs: from,
    completedMs: to,
    invokedOrder: 0,
    completedOrder: 0,
    error: outcome === 'ok' ? undefined : 'told so',
  }
}

/** A history written by hand: fills in times where there are none, and the order of events. */
export function story<Op extends Operation>(steps: readonly Op[]): History<Op> {
  const timed = steps.map((one, index) => {
    const invokedMs = Number.isNaN(one.invokedMs) ? index * STEP_MS : one.invokedMs
    const completedMs = Number.isNaN(one.completedMs) ? invokedMs + STEP_LENGTH_MS : one.completedMs
    return { one, invokedMs, completedMs }
  })
  const moments = timed.flatMap(({ invokedMs, completedMs }, index) => [
    { name: `begin ${index}`, ms: invokedMs },
    { name: `end ${index}`, ms: completedMs },
  ])
  const orders = new Map(moments.toSorted((a, b) => a.ms - b.ms).map(({ name }, order) => [name, order]))
  return timed
    .map(({ one, invokedMs, completedMs }, index): Op => ({
      ...one,
      invokedMs,
      completedMs,
      invokedOrder: orders.get(`begin ${index}`) ?? 0,
      completedOrder: orders.get(`end ${index}`) ?? 0,
    }))
    .sort((a, b) => a.invokedOrder - b.invokedOrder)
}
