import type { MeshCall } from './mesh-client.ts'
import { FlagError, type ReadFlags } from './mesh-flags.ts'
import { jsonOrText, metadataOf } from './mesh-metadata.ts'
import type { ControlCommand } from './mesh-names.ts'

export type Request =
  | ({ readonly kind: 'call'; readonly command: ControlCommand; readonly timeoutMs: number } & MeshCall)
  | { readonly kind: 'stream'; readonly path: string; readonly timeoutMs: number }

const DEFAULT_TIMEOUT_MS = 5_000

/** The least and the most words that belong to each command, and what they are. */
const WORDS: Readonly<Record<ControlCommand, readonly [least: number, most: number, what: string]>> = {
  status: [0, 0, ''],
  members: [0, 0, ''],
  keys: [0, 1, '[PREFIX]'],
  get: [1, 1, 'KEY'],
  set: [2, 2, 'KEY VALUE'],
  delete: [1, 1, 'KEY'],
  watch: [0, 1, '[PREFIX]'],
  broadcast: [1, 2, 'NAME [PAYLOAD]'],
  events: [0, 0, ''],
  query: [1, 2, 'NAME [PAYLOAD]'],
  rtt: [0, 1, '[MEMBER]'],
  stats: [0, 0, ''],
  meta: [1, 64, 'KEY=VALUE …'],
  leave: [0, 0, ''],
}

/** The flags that not every command knows. */
const OWN_FLAGS: Readonly<Record<string, readonly ControlCommand[]>> = {
  lines: ['members'],
  rounds: ['events'],
  ttl: ['broadcast'],
  to: ['query'],
  'timeout-ms': ['query'],
}

/** What to send for a command line. Throws a `FlagError`. */
export function requestOf(command: ControlCommand, flags: ReadFlags): Request {
  checkWords(command, flags)
  const [first = '', second] = flags.positionals
  const timeoutMs = whole(flags, 'timeout-ms') ?? DEFAULT_TIMEOUT_MS
  const call = (method: MeshCall['method'], path: string, body?: unknown): Request => ({
    kind: 'call',
    command,
    timeoutMs,
    method,
    path,
    ...(body !== undefined && { body }),
  })
  const key = `/keys/${encodeURIComponent(first)}`
  const prefix = first === '' ? '' : `?prefix=${encodeURIComponent(first)}`
  const payload = second === undefined ? null : jsonOrText(second)
  switch (command) {
    case 'status':
    case 'members':
    case 'stats':
      return call('GET', `/${command}`)
    case 'keys':
      return call('GET', `/keys${prefix}`)
    case 'get':
      return call('GET', key)
    case 'set':
      return call('PUT', key, payload)
    case 'delete':
      return call('DELETE', key)
    case 'rtt':
      return call('GET', first === '' ? '/rtt' : `/rtt?member=${encodeURIComponent(first)}`)
    case 'meta':
      return call('PATCH', '/metadata', metadataOf('meta', flags.positionals))
    case 'leave':
      return call('POST', '/leave')
    case 'broadcast':
      return call('POST', '/broadcast', { name: first, payload, ttl: whole(flags, 'ttl') })
    case 'query': {
      const to = flags.isSet('to') ? flags.list('to') : undefined
      return call('POST', '/query', { name: first, payload, to, timeout_ms: timeoutMs })
    }
    case 'watch':
      return { kind: 'stream', path: `/watch${prefix}`, timeoutMs }
    default:
      return { kind: 'stream', path: flags.isSet('rounds') ? '/events?rounds=true' : '/events', timeoutMs }
  }
}

function checkWords(command: ControlCommand, flags: ReadFlags): void {
  const [least, most, what] = WORDS[command]
  const { length } = flags.positionals
  if (length < least || length > most) {
    throw new FlagError(what === '' ? `"${command}" takes no further words` : `"${command}" takes ${what}`)
  }
  for (const [flag, commands] of Object.entries(OWN_FLAGS)) {
    if (flags.isSet(flag) && !commands.includes(command)) {
      throw new FlagError(`-${flag}: it belongs to "${commands.join('", "')}"`)
    }
  }
}

function whole(flags: ReadFlags, name: string): number | undefined {
  const text = flags.text(name)
  if (text === undefined || /^\d{1,6}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new FlagError(`-${name}: "${text.slice(0, 60)}" is not a whole number`)
}
