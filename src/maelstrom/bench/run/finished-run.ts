import type { RunResult } from '../report/judge-run.ts'
import type { RunRecord } from './bench-run.ts'

export interface FinishedRun {
  readonly record: RunRecord
  readonly result: RunResult
  /** By node; of processes they are files already. */
  readonly logs: ReadonlyMap<string, readonly string[]>
}
