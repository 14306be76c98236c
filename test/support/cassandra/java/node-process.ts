import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { WayClosedError } from '../cluster.ts'
import type { NodeFiles } from './node-config.ts'

const POLL_MS = 100
const READY_TIMEOUT_MS = 180_000
const LOG_TAIL_LINES = 25

/** Where a node takes drivers' connections once it is ready. */
export interface NativeAddress {
  readonly host: string
  readonly port: number
}

/** One Cassandra process; it is stopped through its own handle, so never anybody else's. */
export class NodeProcess {
  readonly #child: ChildProcess
  readonly #files: NodeFiles
  readonly #native: NativeAddress

  private constructor(child: ChildProcess, files: NodeFiles, native: NativeAddress) {
    this.#child = child
    this.#files = files
    this.#native = native
  }

  static async spawn(
    java: string,
    args: readonly string[],
    files: NodeFiles,
    native: NativeAddress,
  ): Promise<NodeProcess> {
    const [command = java, ...rest] = [...(await wrapper()), java, ...args]
    const output = await open(files.output, 'w')
    try {
      // A process group of its own: Ctrl-C at the terminal reaches the runner, which stops the tests first.
      const child = spawn(command, rest, { stdio: ['ignore', output.fd, output.fd], detached: true })
      await once(child, 'spawn')
      return new NodeProcess(child, files, native)
    } finally {
      await output.close()
    }
  }

  get #gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const giveUpAt = Date.now() + READY_TIMEOUT_MS
    while (!(await accepts(this.#native))) {
      if (this.#gone) throw new WayClosedError(`Cassandra ended while starting:\n${await this.#logTail()}`)
      if (Date.now() > giveUpAt) {
        throw new WayClosedError(`Cassandra was not ready in time:\n${await this.#logTail()}`)
      }
      await sleep(POLL_MS, undefined, signal && { signal })
    }
  }

  /** At once: the data is thrown away, so a clean shutdown would only cost seconds. */
  async stop(): Promise<void> {
    if (this.#gone) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }

  async #logTail(): Promise<string> {
    const log = await readFile(this.#files.output, 'utf8').catch(() => '')
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

async function accepts(address: NativeAddress): Promise<boolean> {
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
