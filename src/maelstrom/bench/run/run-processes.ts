import { RealClock } from '../clock/real-clock.ts'
import type { LoadKind } from '../load/load.ts'
import { judgeRun } from '../report/judge-run.ts'
import { BenchRun, type RunEnd } from './bench-run.ts'
import type { FinishedRun } from './finished-run.ts'
import { type NodeCommand, ProcessNodes } from './process-nodes.ts'
import type { RunOptions } from './run-options.ts'

export interface ProcessRun {
  readonly options: RunOptions
  readonly kind: LoadKind
  readonly command: NodeCommand
  readonly logFolder: string
  readonly onLog?: (line: string) => void
  /** Ends the run, and its nodes, before its time. */
  readonly signal?: AbortSignal
}

/** A run with real processes, in real time. */
export async function runProcesses(what: ProcessRun): Promise<FinishedRun> {
  const { options, kind, command, logFolder, onLog, signal } = what
  const clock = new RealClock()
  const end = await new Promise<RunEnd>((resolve) => {
    const side = new ProcessNodes(command, logFolder, () => run.faults, onLog)
    const run = new BenchRun(options, kind, clock, side, resolve)
    signal?.addEventListener('abort', () => run.fail('the run was stopped'), { once: true })
    if (signal?.aborted) run.fail('the run was stopped')
    else run.start()
  })
  clock.stop()
  if (!end.ok) throw end.error
  return { record: end.record, result: judgeRun(end.record), logs: new Map() }
}
