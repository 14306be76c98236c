import type { Run } from '../../../gossip/log/replicated-logs.ts'

/** Undefined: these are not runs. An entry of a run is any JSON. */
export function readRuns(value: unknown): Array<Run<unknown>> | undefined {
  if (!Array.isArray(value)) return undefined
  const runs = value.filter(isRun)
  return runs.length === value.length ? runs : undefined
}

export function readFrontier(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined
  const counts = value.filter(isCount)
  return counts.length === value.length ? counts : undefined
}

function isRun(value: unknown): value is Run<unknown> {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    isCount(value[0]) &&
    isCount(value[1]) &&
    Array.isArray(value[2])
  )
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
