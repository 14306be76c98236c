import { EXIT_OK } from './exit-status.ts'
import { LineSink, ReaderGoneError } from './line-sink.ts'

export interface ShownTrace {
  readonly show: (line: string) => void
  readonly end: () => void
}

/**
 * Lines of a world, to standard output (`''`) or a file. A reader that goes ends the process: an error that is thrown
 * inside a world would be taken for a fault of what runs there.
 */
export function shownTrace(file: string): ShownTrace {
  const sink = new LineSink(file === '' ? undefined : file)
  const orGone = (write: () => void) => {
    try {
      write()
    } catch (error) {
      if (error instanceof ReaderGoneError) process.exit(EXIT_OK)
      throw error
    }
  }
  return { show: (line) => orGone(() => sink.write(`${line}\n`)), end: () => orGone(() => sink.end()) }
}
