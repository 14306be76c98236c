import { type DestinationStream, type Logger as PinoLogger, destination, pino } from 'pino'
import type { LogFields, LogLevel, Logger } from '../base/logger-port.ts'

/** A line waits so long for others: one write then takes all of them, under load hundreds. */
const COLLECT_MS = 20
const MOST_COLLECTED_CHARACTERS = 64 * 1024
/** Whoever does not read standard output must not keep the process from ending. */
const LONGEST_FLUSH_MS = 1_000

export interface Log {
  readonly logger: Logger
  /** Writes what is still buffered, if somebody reads it, and ends the log. Call it last. */
  readonly flush: () => Promise<void>
}

/** JSON lines on standard output, written behind the request so that a slow terminal delays nobody. */
export function createLog(level: LogLevel, always: LogFields): Log {
  const out = destination({ dest: 1, sync: false })
  // Once standard output is broken pino makes the stream mute: it then never says that it has finished.
  let broken = false
  out.once('error', () => {
    broken = true
  })
  let ended = false
  const lines = new CollectedLines((text) => void out.write(text))
  // What a library still has to say after the end is dropped; the stream would throw.
  const open = { write: (line: string) => void (ended || lines.add(line)) }
  return {
    logger: wrap(createPino(level, always, open)),
    // Not flushSync: on a broken pipe it tries again for ever and blocks the process.
    flush: () =>
      new Promise<void>((resolve) => {
        ended = true
        lines.pass()
        if (broken) return resolve()
        setTimeout(resolve, LONGEST_FLUSH_MS).unref()
        for (const event of ['finish', 'error', 'close']) out.once(event, () => resolve())
        out.end()
      }),
  }
}

class CollectedLines {
  readonly #write: (text: string) => void
  #text = ''
  #timer: NodeJS.Timeout | undefined

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  add(line: string): void {
    this.#text += line
    if (this.#text.length >= MOST_COLLECTED_CHARACTERS) this.pass()
    else this.#timer ??= setTimeout(() => this.pass(), COLLECT_MS)
  }

  /** Hands on what there is. */
  pass(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#text !== '') this.#write(this.#text)
    this.#text = ''
  }
}

function createPino(level: LogLevel, always: LogFields, out: DestinationStream): PinoLogger {
  return pino(
    {
      level,
      base: always,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    out,
  )
}

function wrap(to: PinoLogger): Logger {
  return {
    debug: (message, fields) => to.debug(fields, message),
    info: (message, fields) => to.info(fields, message),
    warn: (message, fields) => to.warn(fields, message),
    error: (message, fields) => to.error(fields, message),
    child: (fields) => wrap(to.child(fields)),
  }
}
