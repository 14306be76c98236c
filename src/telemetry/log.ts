import { type DestinationStream, type Logger as PinoLogger, destination, pino } from 'pino'
import type { LogFields, Logger } from '../base/logger-port.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Log {
  readonly logger: Logger
  /** Writes what is still buffered. Call it last. */
  readonly flush: () => void
}

/** JSON lines on standard output, written behind the request so that a slow terminal delays nobody. */
export function createLog(level: LogLevel, always: LogFields): Log {
  const out = destination({ dest: 1, sync: false })
  return {
    logger: wrap(createPino(level, always, out)),
    flush() {
      try {
        out.flushSync()
      } catch {
        // Standard output is closed or was never opened: there is nobody left to tell.
      }
    },
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
