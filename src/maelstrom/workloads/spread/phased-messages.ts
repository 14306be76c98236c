import type { Run } from '../../../gossip/log/replicated-logs.ts'
import type { Body } from '../../protocol/envelope.ts'
import { type Absence, readAbsences } from './absent-hubs.ts'
import { readFrontier, readRuns } from './read-runs.ts'

export interface Delta {
  readonly runs: ReadonlyArray<Run<unknown>>
  readonly frontier?: readonly number[]
}

export interface Flush {
  readonly runs: ReadonlyArray<Run<unknown>>
  readonly period: number | undefined
  readonly absent: readonly Absence[]
}

export interface Batch extends Delta {
  readonly frontier: readonly number[]
  readonly late?: number
  readonly absent: readonly Absence[]
}

export function readFlush(body: Body): Flush | undefined {
  const runs = readRuns(body['runs'])
  const absent = readAbsences(body['absent'])
  const { period } = body
  return runs && absent && { runs, absent, period: typeof period === 'number' ? period : undefined }
}

export function readBatch(body: Body): Batch | undefined {
  const delta = readDelta(body)
  const absent = readAbsences(body['absent'])
  const { late } = body
  if (delta?.frontier === undefined || !absent) return undefined
  return {
    runs: delta.runs,
    frontier: delta.frontier,
    absent,
    ...(typeof late === 'number' ? { late } : {}),
  }
}

export function readConfirm(body: Body): number[] | undefined {
  return readFrontier(body['frontier'])
}

export function readSync(body: Body): Delta | undefined {
  const delta = readDelta(body)
  return delta?.frontier && delta
}

export function readDelta(body: Body): Delta | undefined {
  const runs = readRuns(body['runs'])
  if (!runs) return undefined
  if (body['frontier'] === undefined) return { runs }
  const frontier = readFrontier(body['frontier'])
  return frontier && { runs, frontier }
}
