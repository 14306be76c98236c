import { assert } from '../../../base/assert.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { judgeRun } from '../report/judge-run.ts'
import type { LoadKind } from '../load/load.ts'
import { BenchRun, type RunEnd } from './bench-run.ts'
import type { FinishedRun } from './finished-run.ts'
import { InProcessNodes } from './in-process-nodes.ts'
import { RunError } from './node-side.ts'
import type { RunOptions } from './run-options.ts'

/** A run that needs more has come into a loop. */
const MAX_EVENTS = 100_000_000

/** A whole run in virtual time, at once; one seed gives one course. Throws when a node crashes. */
export function runInProcess(options: RunOptions, kind: LoadKind, program: NodeProgram): FinishedRun {
  const clock = new VirtualClock()
  const ends: RunEnd[] = []
  const side = new InProcessNodes(program, clock, options, () => run.faults)
  const run = new BenchRun(options, kind, clock, side, (end) => ends.push(end))
  run.start()
  for (let events = 0; ends.length === 0; events++) {
    if (events > MAX_EVENTS) throw new RunError('the nodes never come to rest')
    assert(clock.step(), 'a run that is not over has something to do')
  }
  const end = ends[0]
  if (!end?.ok) throw end?.error ?? new RunError('the run has no end')
  return { record: end.record, result: judgeRun(end.record), logs: side.logs }
}
