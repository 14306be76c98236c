import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why system calls cannot be watched here; `undefined` when they can. */
export async function whyNoStrace(): Promise<string | undefined> {
  try {
    await promisify(execFile)('strace', ['-f', '-o', '/dev/null', 'true'])
    return undefined
  } catch (error) {
    return `strace does not run here (${error instanceof Error ? error.message.trim() : String(error)})`
  }
}

/** One system call of any thread. Seconds are those of one clock, so that calls of different threads can be ordered. */
export interface SystemCall {
  readonly name: string
  readonly arguments: string
  readonly result: number
  readonly beganS: number
  readonly endedS: number
}

/** Watches the system calls of a process from its start to its end. */
export class Trace {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<Trace> {
    return new Trace(await mkdtemp(join(tmpdir(), 'gamemesh-trace-')))
  }

  /**
   * The words before the command to watch. The tracer is a process beside it, so that signals reach the watched one; each
   * thread has a file of its own, where no other's calls cut a line in two. Delayed calls take so much longer.
   */
  command(
    calls: readonly string[],
    delayed: { readonly calls: readonly string[]; readonly ms: number },
  ): string[] {
    const files = join(this.#folder, 'thread')
    const delay = `inject=${delayed.calls.join(',')}:delay_enter=${delayed.ms * 1000}`
    const output = ['-D', '-ff', '-ttt', '-T', '-yy', '-s', '48', '-o', files]
    return ['strace', ...output, '-e', `trace=${calls.join(',')}`, '-e', delay]
  }

  /** All calls in the order of their beginning. */
  async calls(): Promise<SystemCall[]> {
    const files = await readdir(this.#folder)
    const texts = await Promise.all(files.map((file) => readFile(join(this.#folder, file), 'utf8')))
    return texts
      .flatMap((text) => text.split('\n').flatMap(parseCall))
      .toSorted((a, b) => a.beganS - b.beganS)
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

const CALL = /^(?<beganS>\d+\.\d+) (?<name>\w+)\((?<args>.*)\) += (?<result>-?\d+).* <(?<tookS>\d+\.\d+)>$/

function parseCall(line: string): SystemCall[] {
  const groups = CALL.exec(line)?.groups
  if (!groups) return []
  const { beganS, name = '', args = '', result, tookS } = groups
  const began = Number(beganS)
  return [{ name, arguments: args, result: Number(result), beganS: began, endedS: began + Number(tookS) }]
}

/** Makes system calls of a running process fail, until the returned function is called. */
export async function failing(
  pid: number,
  { calls, error, path }: { calls: readonly string[]; error: string; path?: string },
): Promise<() => Promise<void>> {
  const names = calls.join(',')
  const where = path === undefined ? [] : ['-P', path]
  const what = ['-e', `trace=${names}`, '-e', `inject=${names}:error=${error}`]
  const tracer = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', ...where, ...what], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes(`Process ${pid} attached`)) resolve()
    })
    tracer.once('exit', () => reject(new Error(`strace cannot attach: ${said}`)))
  })
  return async () => {
    const ended = once(tracer, 'exit')
    tracer.kill('SIGINT')
    await ended
  }
}
