import { checkAvailability } from '../checkers/check-availability.ts'
import { checkStats } from '../checkers/check-stats.ts'
import { type Quantiles, quantiles } from '../checkers/quantiles.ts'
import { type Validity, type Verdict, worst } from '../checkers/verdict.ts'
import type { History } from '../history/operation.ts'
import type { NetStats } from '../network/journal.ts'
import type { RunRecord } from '../run/bench-run.ts'
import type { RunOptions } from '../run/run-options.ts'
import type { VisibilityReport } from '../run/visibility.ts'
import { counterStaleness } from './counter-staleness.ts'

export interface RunResult {
  readonly valid: Validity
  readonly options: RunOptions
  /** Each part with its own verdict; the worst one is that of the run. */
  readonly parts: Readonly<Record<string, Verdict>>
  readonly net: NetStats
  /** By kind of operation, whole milliseconds, of ok ones. */
  readonly 'client-latency-ms': Readonly<Record<string, Quantiles | null>>
  readonly visibility: VisibilityReport | null
  /** Of a counter that only grows: how old what reads missed was, at least. */
  readonly 'staleness-ms': Quantiles | null
}

export function judgeRun(record: RunRecord): RunResult {
  const { options, load, recorder, agreement, visibility } = record
  const history = recorder.history()
  const parts: Record<string, Verdict> = {
    ...load.check(history),
    stats: checkStats(history),
    availability: checkAvailability(history, options.availability),
    protocol: record.faults.verdict(),
    ...(agreement && { agreement }),
  }
  return {
    valid: worst(Object.values(parts).map(({ valid }) => valid)),
    options,
    parts,
    net: record.net,
    'client-latency-ms': clientLatencies(history),
    visibility:
      visibility && load.itemOf ? visibility.report(history, load.itemOf, record.nemesis.events) : null,
    'staleness-ms': options.workload === 'g-counter' ? counterStaleness(history) : null,
  }
}

function clientLatencies(history: History): Record<string, Quantiles | null> {
  const answered = history.filter(({ outcome }) => outcome === 'ok')
  const kinds = [...new Set(answered.map(({ f }) => f))].sort()
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      quantiles(
        answered
          .filter(({ f }) => f === kind)
          .map(({ invokedMs, completedMs }) => Math.round((completedMs - invokedMs) * 100) / 100),
      ),
    ]),
  )
}
