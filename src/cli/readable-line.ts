const SHOWN_LEVELS = new Set(['warn', 'error', 'fatal'])
/** Said elsewhere on the line, or of no use to a person at a terminal. */
const LEFT_OUT = new Set(['level', 'time', 'message', 'pid', 'hostname', 'region', 'instance', 'role'])

export interface ReadableLine {
  readonly level: 'warn' | 'error'
  readonly text: string
}

/** What a person sees of one line that a server wrote: warnings, errors, and whatever is no log line. */
export function readableLine(line: string): ReadableLine | undefined {
  const record = logRecord(line)
  if (!record) return line.trim() === '' ? undefined : { level: 'error', text: line }
  const level = String(record['level'])
  if (!SHOWN_LEVELS.has(level)) return undefined
  const fields = Object.entries(record).filter(([name]) => !LEFT_OUT.has(name))
  const shown = fields.map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return {
    level: level === 'warn' ? 'warn' : 'error',
    text: [String(record['message']), ...shown].join('  '),
  }
}

function logRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined
  } catch {
    return undefined
  }
}
