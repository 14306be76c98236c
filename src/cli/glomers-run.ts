import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorMessage } from '../base/errors.ts'
import type { FinishedRun } from '../maelstrom/bench/run/finished-run.ts'
import type { NodeCommand } from '../maelstrom/bench/run/process-nodes.ts'
import { runInProcess } from '../maelstrom/bench/run/run-in-process.ts'
import { runProcesses } from '../maelstrom/bench/run/run-processes.ts'
import { validityWord } from '../maelstrom/bench/report/run-text.ts'
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
export async function runOnce(command: RunCommand, stop: AbortSignal): Promise<StoredRun> {
  const folder = writableFolder(resultFolder(command.out, command.title, new Date()))
  const run = command.inProcess ? await virtualRun(command) : await realRun(command, folder, stop)
  keep(folder, command, run)
  return { ...run, folder }
}

/** What a long run has shown is told even if there is no room for the rest. */
function keep(folder: string, { title, limits }: RunCommand, run: FinishedRun): void {
  try {
    storeRun(folder, title, run, limits)
  } catch (error) {
    const verdict = validityWord(run.result.valid)
    throw new Error(`verdict: ${verdict}, but the run cannot be kept in ${folder}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}

/** Before the run: what it finds must not be lost at its end. */
function writableFolder(folder: string): string {
  try {
    if (folder === '') throw new Error('it has no name')
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Error(`the folder for the results cannot be used: ${errorMessage(error)}`, { cause: error })
  }
  return folder
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

/**
 * Real nodes are ended in order when this process is to stop. Virtual time leaves no room for signals to be heard: there
 * they end the process as ever.
 */
export async function stoppable<T>(inProcess: boolean, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  if (inProcess) return work(stop.signal)
  const release = onStopSignals(
    () => stop.abort(),
    () => undefined,
  )
  // The terminal is gone: nodes are in groups of their own and would not hear of it.
  const hangUp = () => stop.abort()
  process.on('SIGHUP', hangUp)
  try {
    return await work(stop.signal)
  } finally {
    release()
    process.off('SIGHUP', hangUp)
  }
}

function realRun(command: RunCommand, folder: string, stop: AbortSignal): Promise<FinishedRun> {
  const { options, load, nodes, probeMs, logStderr } = command
  return runProcesses({
    options: { ...options, probeMs },
    kind: load,
    command: nodeCommand(nodes, options.workload),
    logFolder: join(folder, 'node-logs'),
    signal: stop,
    ...(logStderr && { onLog: (line: string) => void process.stderr.write(`${line}\n`) }),
  })
}

function nodeCommand(nodes: Nodes, workload: string): NodeCommand {
  if (nodes.kind === 'bin') return { file: pathOf(nodes.file), words: nodes.words }
  return { file: process.execPath, words: [ENTRY, 'maelstrom', workload, '--variant', nodes.name] }
}

/** A file of the working directory also without `./`, as other benches take it; else the system's search path decides. */
function pathOf(file: string): string {
  return existsSync(file) ? resolve(file) : file
}
