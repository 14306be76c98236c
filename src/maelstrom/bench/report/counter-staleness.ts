import { type Quantiles, quantiles } from '../checkers/quantiles.ts'
import { byCompletion, type History } from '../history/operation.ts'

/**
 * A read of a growing counter that is lower than what was acknowledged before it began has missed something; the moment
 * the acknowledged sum passed the read value is the latest at which its view can have been complete.
 */
export function counterStaleness(history: History): Quantiles | null {
  const acknowledged: { readonly atMs: number; readonly order: number; readonly sum: number }[] = []
  let sum = 0
  for (const { f, outcome, value, completedMs, completedOrder } of byCompletion(history)) {
    if (f !== 'add' || outcome !== 'ok') continue
    sum += Number(value)
    acknowledged.push({ atMs: completedMs, order: completedOrder, sum })
  }
  const reads = history.filter(({ f, outcome }) => f === 'read' && outcome === 'ok')
  return quantiles(
    reads.map(({ result, invokedMs, invokedOrder }) => {
      const missed = acknowledged.find((one) => one.sum > Number(result))
      return missed && missed.order < invokedOrder ? Math.round(invokedMs - missed.atMs) : 0
    }),
  )
}
