import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_FOLDER } from '../cassandra/own.ts'

const ROOT = join(import.meta.dirname, '../../..')
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js')
const NODE_FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
const STOP_TIMEOUT_MS = 5_000
/** What has just been killed may still be writing there. */
const REMOVE_RETRIES = 5

/** What we use of the report that `jest --json` writes. */
export interface JestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numRuntimeErrorTestSuites: number
}

export interface JestRun {
  readonly exitCode: number
  /** Absent when Jest ended before it ran anything: nothing selected, a wrong option, a crash. */
  readonly report: JestReport | undefined
}

/** The test files that these arguments select. */
export async function listTests(args: readonly string[], signal: AbortSignal): Promise<string[]> {
  const child = jest([...args, '--listTests', '--json'], process.env, 'pipe')
  const output = collect(child)
  const exitCode = await ended(child, signal)
  if (exitCode !== 0) throw new Error(`jest --listTests ended with status ${exitCode}: see its message above`)
  const list: unknown = JSON.parse(await output)
  if (!Array.isArray(list)) throw new Error('jest --listTests gave no list of files')
  return list.map(String).sort()
}

export async function runJest(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<JestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'gamemesh-jest-'))
  const file = join(folder, 'report.json')
  try {
    const ours = ['--json', `--outputFile=${file}`]
    if (!choosesWorkers(args)) ours.push(`--maxWorkers=${availableParallelism()}`)
    const child = jest(
      [...args, ...ours],
      { ...process.env, ...environment, [TEST_FOLDER]: folder },
      'inherit',
    )
    const exitCode = await ended(child, signal)
    return { exitCode, report: await readReport(file) }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: REMOVE_RETRIES })
  }
}

function choosesWorkers(args: readonly string[]): boolean {
  return args.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)/.test(arg))
}

function jest(args: readonly string[], env: NodeJS.ProcessEnv, output: 'pipe' | 'inherit') {
  return spawn(process.execPath, [...NODE_FLAGS, JEST, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', output, 'inherit'],
    // A group of its own, so that an interrupt ends Jest, its workers and what they started, in our order.
    detached: true,
  })
}

type Child = ReturnType<typeof jest>

async function collect(child: Child): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout ?? []) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

async function ended(child: Child, signal: AbortSignal): Promise<number> {
  const exit = once(child, 'exit')
  let guard: NodeJS.Timeout | undefined
  const stop = () => {
    killGroup(child, 'SIGTERM')
    guard = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    await exit
  } finally {
    clearTimeout(guard)
    signal.removeEventListener('abort', stop)
    // Also what a test file has left behind.
    killGroup(child, 'SIGKILL')
  }
  signal.throwIfAborted()
  return child.exitCode ?? 1
}

function killGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The whole group has ended.
  }
}

async function readReport(file: string): Promise<JestReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as JestReport)
}
