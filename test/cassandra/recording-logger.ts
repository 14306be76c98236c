import type { LogFields, Logger } from '../../src/base/logger-port.ts'

export interface RecordingLogger {
  readonly log: Logger
  /** Every line at every level, as it would be printed. */
  readonly lines: readonly string[]
}

export function recordingLogger(): RecordingLogger {
  const lines: string[] = []
  const withFields = (always: LogFields): Logger => {
    const write = (level: string) => (message: string, fields?: LogFields) =>
      void lines.push(JSON.stringify({ level, ...always, ...fields, message }))
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => withFields({ ...always, ...fields }),
    }
  }
  return { log: withFields({}), lines }
}
