import { closeSync, openSync, writeSync } from 'node:fs'
import { errorMessage, isError } from '../base/errors.ts'

const STDOUT = 1
const CHUNK_LENGTH = 64 * 1024
/** How long to wait for a reader that is slower than the run. */
const FULL_PIPE_WAIT_MS = 5

/** The reader has seen enough: what it started may end. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError'
}

/**
 * Text that is written while something that does not wait goes on: it is handed to the system piece by piece, so that
 * no more than one piece is held, however much is written and however slowly it is read.
 */
export class LineSink {
  readonly #fd: number
  readonly #name: string
  #waiting = ''

  /** To a file, or without one to standard output. */
  constructor(file?: string) {
    this.#name = file ?? 'standard output'
    this.#fd = file === undefined ? STDOUT : opened(file)
  }

  write(text: string): void {
    this.#waiting += text
    if (this.#waiting.length >= CHUNK_LENGTH) this.#flush()
  }

  end(): void {
    this.#flush()
    if (this.#fd !== STDOUT) closeSync(this.#fd)
  }

  #flush(): void {
    let rest: Uint8Array = Buffer.from(this.#waiting, 'utf8')
    this.#waiting = ''
    while (rest.length > 0) rest = rest.subarray(this.#written(rest))
  }

  #written(bytes: Uint8Array): number {
    try {
      return writeSync(this.#fd, bytes)
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT_MS)
        return 0
      }
      if (hasCode(error, 'EPIPE')) throw new ReaderGoneError(`nobody reads ${this.#name}`)
      throw new Error(`${this.#name} cannot be written: ${errorMessage(error)}`, { cause: error })
    }
  }
}

/** One text, whole. */
export function writeAll(text: string, file?: string): void {
  const sink = new LineSink(file)
  sink.write(text)
  sink.end()
}

function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new Error(`${file} cannot be written: ${errorMessage(error)}`, { cause: error })
  }
}

function hasCode(error: unknown, code: string): boolean {
  return isError(error) && 'code' in error && error.code === code
}
