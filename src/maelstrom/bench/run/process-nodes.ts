import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Envelope } from '../../protocol/envelope.ts'
import { parseLine } from '../../protocol/line.ts'
import type { ProtocolFaults } from '../client/protocol-faults.ts'
import type { Network } from '../network/network.ts'
import { LineReader } from './line-reader.ts'
import type { NodeSide } from './node-side.ts'

const LAST_LINES = 32
/** What a node has not read yet; one that is behind by more reads no longer. */
const MAX_UNREAD_LENGTH = 256 * 1024 * 1024

export interface NodeCommand {
  readonly file: string
  readonly words: readonly string[]
}

interface Child {
  readonly process: ChildProcessWithoutNullStreams
  readonly lastLines: string[]
}

/** Nodes as processes of their own: one line per message on standard input and output, logs on standard error. */
export class ProcessNodes implements NodeSide {
  readonly #command: NodeCommand
  readonly #logFolder: string
  readonly #faults: () => ProtocolFaults
  readonly #onLog: ((line: string) => void) | undefined
  readonly #children = new Map<string, Child>()
  #isStopped = false
  readonly #killAll = () => this.stop()

  constructor(
    command: NodeCommand,
    logFolder: string,
    faults: () => ProtocolFaults,
    onLog?: (line: string) => void,
  ) {
    this.#command = command
    this.#logFolder = logFolder
    this.#faults = faults
    this.#onLog = onLog
    mkdirSync(logFolder, { recursive: true })
    process.once('exit', this.#killAll)
  }

  start(id: string, network: Network, onDeath: (why: string) => void): void {
    if (this.#isStopped) return
    const { file, words } = this.#command
    // A group of its own: what the executable starts in turn is ended with it.
    const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    const lastLines: string[] = []
    this.#children.set(id, { process: child, lastLines })
    const keep = (line: string) => {
      lastLines.push(line)
      if (lastLines.length > LAST_LINES) lastLines.shift()
    }
    const output = new LineReader((line) => {
      keep(line)
      this.#route(id, line, network)
    })
    const log = new LineReader((line) => {
      keep(line)
      appendFileSync(join(this.#logFolder, `${id}.log`), `${line}\n`)
      this.#onLog?.(`${id}: ${line}`)
    })
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => log.push(chunk)).on('end', () => log.end())
    // A node that has ended tells that by its end, not by the pipe.
    child.stdin.on('error', () => undefined)
    child.once('error', (error) => this.#died(id, `cannot be started: ${error.message}`, onDeath))
    child.once('close', (code, signal) =>
      this.#died(id, signal === null ? `ended with exit status ${code}` : `was killed by ${signal}`, onDeath),
    )
    network.attach(id, (message) => {
      deliver(child, message)
      if (child.stdin.writableLength > MAX_UNREAD_LENGTH)
        this.#died(id, 'stopped reading its standard input', onDeath)
    })
  }

  /** Kills all of them. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    process.off('exit', this.#killAll)
    for (const { process: child } of this.#children.values()) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    }
  }

  #route(id: string, line: string, network: Network): void {
    if (this.#isStopped) return
    const parsed = parseLine(line)
    if (!parsed.ok) {
      this.#faults().add('malformed-line', `${id}: ${parsed.reason}: ${line}`)
      return
    }
    const { message } = parsed
    if (message.src !== id) this.#faults().add('wrong-source', `${id} sent as ${message.src}`)
    const fault = network.send(message)
    if (fault !== undefined) this.#faults().add('unknown-destination', fault)
  }

  #died(id: string, how: string, onDeath: (why: string) => void): void {
    if (this.#isStopped) return
    const lines = this.#children.get(id)?.lastLines ?? []
    const shown = lines.length > 0 ? `; its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}` : ''
    onDeath(`${id} ${how} before the run was over${shown}`)
  }
}

function deliver(child: ChildProcessWithoutNullStreams, message: Envelope): void {
  if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`)
}
