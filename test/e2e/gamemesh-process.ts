import { spawn } from 'node:child_process'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const POLL_MS = 50
/** Generous: it only ends a test that has failed anyway. */
const WAIT_MS = 45_000

export interface Finished {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** What it has written so far. */
  readonly written: () => { readonly stdout: string; readonly stderr: string }
  readonly signal: (name: NodeJS.Signals) => void
  readonly finished: Promise<Finished>
}

export interface RunOptions {
  /** The working directory, so that no `.env` but its own is read. */
  readonly folder: string
  /** All the variables that the process gets, besides PATH. */
  readonly environment?: Readonly<Record<string, string>>
  /** A command that runs it in its own process, such as a tracer. */
  readonly under?: readonly string[]
  readonly nodeFlags?: readonly string[]
}

/** Runs `gamemesh <words>` from the sources. */
export function runGamemesh(words: readonly string[], options: RunOptions): Running {
  const { folder, environment = {}, under = [], nodeFlags = [] } = options
  const [program = '', ...args] = [...under, process.execPath, ...nodeFlags, ENTRY, ...words]
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (written.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (written.stderr += text))
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status, signal) => resolve({ status, signal, ...written }))
  })
  if (child.pid === undefined) throw new Error('gamemesh could not be started')
  return {
    pid: child.pid,
    written: () => ({ ...written }),
    signal: (name) => void child.kill(name),
    finished,
  }
}

/** Asks until the answer is there, and gives it; an error counts as no answer yet. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const endsAtMs = performance.now() + WAIT_MS
  let last: unknown
  while (performance.now() < endsAtMs) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`${what}: not within ${WAIT_MS} ms`, { cause: last })
}

export function listenOn(port: number, host = '127.0.0.1'): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

/** The first of `count` neighbouring ports that are free now. */
export function freePorts(count: number): Promise<number> {
  return eventually(`${count} neighbouring free ports`, async () => {
    const first = await listenOn(0)
    const { port } = first.address() as AddressInfo
    const others = Array.from({ length: count - 1 }, (_, index) => listenOn(port + 1 + index))
    const results = await Promise.allSettled(others)
    const opened = [
      first,
      ...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    ]
    await Promise.all(opened.map(closed))
    return opened.length === count ? port : undefined
  })
}
