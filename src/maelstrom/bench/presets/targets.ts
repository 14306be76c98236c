import type { RunResult } from '../report/judge-run.ts'
import { stableLatencies } from './limits.ts'

/** What we want to reach, at most; times in milliseconds. */
export interface Target {
  readonly 'msgs-per-op'?: number
  /** Of reads that missed a value, as everybody judges it. */
  readonly 'median-latency'?: number
  readonly 'max-latency'?: number
  /** From acceptance to being shown by every node. */
  readonly 'max-visible'?: number
  /** Of a counter: how old what a read missed was. */
  readonly 'max-behind'?: number
}

const SHOWN: ReadonlyArray<readonly [keyof Target, unit: string]> = [
  ['msgs-per-op', 'msgs/op'],
  ['median-latency', 'ms median'],
  ['max-latency', 'ms max'],
  ['max-visible', 'ms visible'],
  ['max-behind', 'ms behind'],
]

export function targetText(target: Target): string {
  return SHOWN.flatMap(([name, unit]) =>
    target[name] === undefined ? [] : [`${target[name]} ${unit}`],
  ).join(', ')
}

/** What of the target was missed, and by what; undefined: there is no target, or part of it was not measured. */
export function missesOf(target: Target, result: RunResult): string[] | undefined {
  const found = foundIn(result)
  const asked = SHOWN.filter(([name]) => target[name] !== undefined)
  if (asked.length === 0 || asked.some(([name]) => found[name] === undefined)) return undefined
  return asked.flatMap(([name, unit]) => {
    const value = found[name] ?? 0
    return value <= (target[name] ?? 0) ? [] : [`${Math.round(value * 1000) / 1000} ${unit}`]
  })
}

function foundIn(result: RunResult): { readonly [name in keyof Target]: number | undefined } {
  const latencies = stableLatencies(result)
  return {
    'msgs-per-op': result.net.servers['msgs-per-op'] ?? undefined,
    'median-latency': latencies?.['0.5'],
    'max-latency': latencies?.['1'],
    'max-visible': result.visibility?.['accept-to-everywhere-ms']?.['1'],
    'max-behind': result['staleness-ms']?.['1'],
  }
}
