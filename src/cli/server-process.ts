import { spawn } from 'node:child_process'
import type { Environment } from '../config/env.ts'
import { LineSplitter } from './line-splitter.ts'

/** Takes what a server process writes. */
export interface ServerOutput {
  line(line: string): void
}

/** One running server process. */
export interface ServerProcess {
  /** Why it ended, for people: settles when the process is gone and its output has been read. */
  readonly ended: Promise<string>
  /** Asks it to finish and end. */
  terminate(): void
  kill(): void
}

/**
 * Starts `node <script> <words>` in a process group of its own, so that Ctrl-C in the terminal reaches only the
 * supervisor, which then stops the servers in order. The IPC channel carries no messages: its end tells the server that
 * the supervisor is gone (`follow-parent.ts`).
 */
export function launchServer(
  script: string,
  words: readonly string[],
  environment: Environment,
  output: ServerOutput,
): ServerProcess {
  const child = spawn(process.execPath, [script, ...words], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    windowsHide: true,
  })
  for (const stream of [child.stdout, child.stderr]) {
    const lines = new LineSplitter((line) => output.line(line))
    stream?.on('data', (chunk: Buffer) => lines.push(chunk))
    stream?.on('end', () => lines.end())
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit status ${code}` : `killed by ${signal}`),
    )
  })
  return {
    ended,
    terminate: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  }
}
