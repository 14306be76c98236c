import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorMessage } from '../../../base/errors.ts'
import type { Envelope } from '../../protocol/envelope.ts'
import type { ProtocolFaults } from '../client/protocol-faults.ts'
import type { Network } from '../network/network.ts'
import { LineReader } from './line-reader.ts'
import type { NodeSide } from './node-side.ts'
import { parseRoutedLine } from './routed-line.ts'

const LAST_LINES = 32
const LONGEST_LAST_LINE = 1_000
/** How long an ended node's last words are waited for, if something it has started holds its pipes open. */
const LAST_WORDS_MS = 500
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
    const logFile = join(this.#logFolder, `${id}.log`)
    try {
      // There may be one of an earlier run.
      writeFileSync(logFile, '')
      this.#run(id, logFile, network, onDeath)
    } catch (error) {
      onDeath(`${id} cannot be started: ${errorMessage(error)}`)
    }
  }

  #run(id: string, logFile: string, network: Network, onDeath: (why: string) => void): void {
    const { file, words } = this.#command
    // A group of its own: what the executable starts in turn is ended with it.
    const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    const lastLines: string[] = []
    this.#children.set(id, { process: child, lastLines })
    const keep = (line: string) => {
      lastLines.push(line.slice(0, LONGEST_LAST_LINE))
      if (lastLines.length > LAST_LINES) lastLines.shift()
    }
    const output = new LineReader((line) => {
      keep(line)
      this.#route(id, line, network)
    })
    const log = new LineReader((line) => {
      keep(line)
      this.#onLog?.(`${id}: ${line}`)
    })
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      log.push(chunk)
      try {
        appendFileSync(logFile, chunk)
      } catch (error) {
        onDeath(`the log of ${id} cannot be written: ${errorMessage(error)}`)
      }
    })
    // A node that has ended tells that by its end, not by the pipe.
    child.stdin.on('error', () => undefined)
    child.once('error', (error) => this.#died(id, `cannot be started: ${error.message}`, onDeath))
    const tellEnd = () => {
      log.end()
      output.end()
      const { exitCode, signalCode } = child
      const how = signalCode === null ? `ended with exit status ${exitCode}` : `was killed by ${signalCode}`
      this.#died(id, how, onDeath)
    }
    child.once('close', tellEnd)
    child.once('exit', () => {
      endGroup(child)
      setTimeout(tellEnd, LAST_WORDS_MS).unref()
    })
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
      endGroup(child)
    }
  }

  #route(id: string, line: string, network: Network): void {
    if (this.#isStopped) return
    const parsed = parseRoutedLine(line)
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

/** The node, and what it has started. */
function endGroup(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group; the node itself may have moved to another one.
    child.kill('SIGKILL')
  }
}

function deliver(child: ChildProcessWithoutNullStreams, message: Envelope): void {
  if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`)
}
