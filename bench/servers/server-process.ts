import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const POLL_MS = 5
const LONGEST_START_MS = 60_000
const LONGEST_STOP_MS = 30_000

export interface ServerOrder {
  readonly name: string
  /** Where the server runs, and its log lies: no `.env` but the folder's own is read. */
  readonly folder: string
  readonly script: string
  readonly words?: readonly string[]
  readonly nodeFlags?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Answers any status below 500 once the server can serve. */
  readonly readyPath: string
}

export interface ServerProcess {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly url: string
  readonly readyAfterMs: number
  readonly child: ChildProcess
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/**
 * Starts a server and waits until it can serve. Its standard output goes to a file, as under a supervisor; the IPC channel
 * makes it end with this process, however that ends.
 */
export async function startServer(order: ServerOrder): Promise<ServerProcess> {
  const port = await freePort()
  const logPath = join(order.folder, `${order.name}.log`)
  const log = openSync(logPath, 'w')
  const beganMs = performance.now()
  const child = spawn(process.execPath, [...(order.nodeFlags ?? []), order.script, ...(order.words ?? [])], {
    cwd: order.folder,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), ...order.environment },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}${order.readyPath}`, child, logPath)
  const readyAfterMs = performance.now() - beganMs
  if (child.pid === undefined) throw new Error(`${order.name} could not be started`)
  return { name: order.name, pid: child.pid, port, url, readyAfterMs, child, stop: () => stop(child) }
}

async function untilReady(url: string, child: ChildProcess, logPath: string): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_START_MS
  while (child.exitCode === null && performance.now() < endsAtMs) {
    try {
      const response = await fetch(url)
      await response.arrayBuffer()
      if (response.status < 500) return
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  child.kill('SIGKILL')
  throw new Error(`${url} does not answer; the server wrote:\n${readFileSync(logPath, 'utf8').slice(-2_000)}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const guard = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP_MS)
  await exited
  clearTimeout(guard)
}
