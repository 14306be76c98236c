import { assert } from '../../../src/base/assert.ts'
import { LOAD_KINDS } from '../../../src/maelstrom/bench/load/load-kinds.ts'
import { DEFAULT_OPTIONS, type RunOptions } from '../../../src/maelstrom/bench/run/run-options.ts'
import type { FinishedRun } from '../../../src/maelstrom/bench/run/finished-run.ts'
import { runInProcess } from '../../../src/maelstrom/bench/run/run-in-process.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'

/** A short run in virtual time. */
export function runSmall(
  workload: string,
  program: NodeProgram,
  options: Partial<RunOptions> = {},
): FinishedRun {
  const kind = LOAD_KINDS.get(workload)
  assert(kind, `there is such a workload: ${workload}`)
  const nodeCount = options.nodeCount ?? 3
  const base = {
    ...DEFAULT_OPTIONS,
    workload,
    nodeCount,
    concurrency: nodeCount,
    rate: 50,
    timeLimitMs: 10_000,
  }
  return runInProcess({ ...base, ...options }, kind, program)
}
