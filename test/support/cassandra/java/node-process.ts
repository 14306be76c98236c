import { type ChildProcess, type StdioOptions, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type ClusterNode, WayClosedError } from '../cluster.ts'

const POLL_MS = 100
const READY_TIMEOUT_MS = 180_000
const LOG_TAIL_LINES = 25

export interface NodeLaunch {
  readonly command: readonly string[]
  /** The file that takes what the node writes. */
  readonly output: string
  /** Where the node takes drivers' connections once it is ready. */
  readonly native: { readonly host: string; readonly port: number }
  /** Ctrl-C at the terminal then reaches only the runner, which stops the tests first. */
  readonly ownGroup: boolean
}

/** One Cassandra process; it is stopped through its own handle, so never anybody else's. */
export class NodeProcess implements ClusterNode {
  readonly #launch: NodeLaunch
  #child: ChildProcess | undefined

  constructor(launch: NodeLaunch) {
    this.#launch = launch
  }

  get host(): string {
    const { host, port } = this.#launch.native
    return `${host}:${port}`
  }

  async start(): Promise<void> {
    await this.spawn()
    await this.ready()
  }

  async spawn(): Promise<void> {
    const [program = '', ...args] = [...(await wrapper()), ...this.#launch.command]
    const output = await open(this.#launch.output, 'a')
    try {
      const stdio: StdioOptions = ['ignore', output.fd, output.fd]
      const child = spawn(program, args, { stdio, detached: this.#launch.ownGroup })
      this.#child = child
      await once(child, 'spawn')
    } finally {
      await output.close()
    }
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const giveUpAt = Date.now() + READY_TIMEOUT_MS
    while (!(await accepts(this.#launch.native))) {
      if (this.#hasEnded)
        throw new WayClosedError(`Cassandra ended while starting:\n${await this.#logTail()}`)
      if (Date.now() > giveUpAt) {
        throw new WayClosedError(`Cassandra was not ready in time:\n${await this.#logTail()}`)
      }
      await sleep(POLL_MS, undefined, signal && { signal })
    }
  }

  get #hasEnded(): boolean {
    return this.#child?.exitCode !== null || this.#child.signalCode !== null
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || this.#hasEnded) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  async #logTail(): Promise<string> {
    const log = await readFile(this.#launch.output, 'utf8').catch(() => '')
    return log.trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n')
  }
}

/**
 * On Linux, `setpriv` ties the node's life to ours, even if we are killed. It also takes from root the right to lock
 * memory: with it Cassandra would pin its whole heap.
 */
async function wrapper(): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const words = ['setpriv', '--pdeathsig', 'KILL']
  if (process.getuid?.() === 0) words.push('--bounding-set=-ipc_lock', '--inh-caps=-ipc_lock')
  try {
    await promisify(execFile)('setpriv', [...words.slice(1), 'true'])
    return words
  } catch {
    return []
  }
}

async function accepts(address: NodeLaunch['native']): Promise<boolean> {
  const socket = connect(address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
