import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FinishedRun } from '../maelstrom/bench/run/finished-run.ts'
import type { NodeCommand } from '../maelstrom/bench/run/process-nodes.ts'
import { runInProcess } from '../maelstrom/bench/run/run-in-process.ts'
import { runProcesses } from '../maelstrom/bench/run/run-processes.ts'
import { storeRun } from '../maelstrom/bench/report/store-run.ts'
import { resultFolder } from './glomers-folder.ts'
import type { Nodes, RunCommand } from './glomers-command.ts'
import { onStopSignals } from './stop-signals.ts'

/** `main.ts` beside this file; in the built package both end in `.js`. */
const ENTRY = fileURLToPath(new URL(`./main${import.meta.url.slice(-3)}`, import.meta.url))

export interface StoredRun extends FinishedRun {
  readonly folder: string
}

/** One run, in virtual time or with real processes, and what it found in a folder. */
export async function runOnce(command: RunCommand): Promise<StoredRun> {
  const folder = resultFolder(command.out, command.title, new Date())
  const run = command.inProcess ? await virtualRun(command) : await realRun(command, folder)
  storeRun(folder, command.title, run, command.limits)
  return { ...run, folder }
}

/**
 * Asking every node all the time what it shows must not change the figures: that is a second run of the same seed, of
 * which nothing else is used.
 */
async function virtualRun({ options, load, nodes, probeMs }: RunCommand): Promise<FinishedRun> {
  const program = await programOf(nodes)
  const run = runInProcess(options, load, program)
  if (probeMs === 0) return run
  const probed = runInProcess({ ...options, probeMs, keepJournal: false }, load, program)
  return { ...run, result: { ...run.result, visibility: probed.result.visibility } }
}

export async function programOf(nodes: Nodes) {
  if (nodes.kind === 'bin') throw new Error('an executable has no program that could run in here')
  return nodes.variant.load()
}

async function realRun(command: RunCommand, folder: string): Promise<FinishedRun> {
  const { options, load, nodes, probeMs, logStderr } = command
  const stop = new AbortController()
  const release = onStopSignals(
    () => stop.abort(),
    () => undefined,
  )
  try {
    return await runProcesses({
      options: { ...options, probeMs },
      kind: load,
      command: nodeCommand(nodes, options.workload),
      logFolder: join(folder, 'node-logs'),
      signal: stop.signal,
      ...(logStderr && { onLog: (line: string) => void process.stderr.write(`${line}\n`) }),
    })
  } finally {
    release()
  }
}

function nodeCommand(nodes: Nodes, workload: string): NodeCommand {
  if (nodes.kind === 'bin') return { file: pathOf(nodes.file), words: nodes.words }
  return { file: process.execPath, words: [ENTRY, 'maelstrom', workload, '--variant', nodes.name] }
}

/** A file of the working directory also without `./`, as other benches take it; else the system's search path decides. */
function pathOf(file: string): string {
  return existsSync(file) ? resolve(file) : file
}
