import type { SetVerdict } from '../checkers/check-set.ts'
import type { RunResult } from '../report/judge-run.ts'

/** What a challenge allows at most; the two latencies in milliseconds. */
export interface Limits {
  readonly 'msgs-per-op'?: number
  readonly 'median-latency'?: number
  readonly 'max-latency'?: number
}

export interface LimitReport {
  readonly name: keyof Limits
  readonly limit: number
  readonly found: number | null
  readonly isKept: boolean
}

const NAMES = ['msgs-per-op', 'median-latency', 'max-latency'] as const

export function limitReports(limits: Limits, result: RunResult): LimitReport[] {
  const latencies = stableLatencies(result)
  const found = {
    'msgs-per-op': result.net.servers['msgs-per-op'],
    'median-latency': latencies?.['0.5'] ?? null,
    'max-latency': latencies?.['1'] ?? null,
  }
  return NAMES.flatMap((name) => {
    const limit = limits[name]
    if (limit === undefined) return []
    const value = found[name]
    return [{ name, limit, found: value, isKept: value !== null && value < limit }]
  })
}

/** Of broadcast and sets: how stale reads were, as it is judged by others too. */
export function stableLatencies({ parts }: RunResult): SetVerdict['stable-latencies'] {
  const part = parts['workload']
  return part && 'stable-latencies' in part ? (part as SetVerdict)['stable-latencies'] : null
}
