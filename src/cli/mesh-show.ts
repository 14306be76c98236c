import type { ControlCommand } from './mesh-names.ts'
import { printable } from './mesh-printable.ts'

export interface ShowOptions {
  readonly json: boolean
  /** Members as lines instead of a table. */
  readonly lines: boolean
}

/** The answer of a node, as text for a person or as it is. What is not as expected shows as it is, too. */
export function showAnswer(command: ControlCommand, answer: unknown, { json, lines }: ShowOptions): string {
  if (json) return answer === undefined || answer === '' ? '' : jsonLine(answer)
  switch (command) {
    case 'members':
      return lines ? memberLines(rowsIn(answer, 'members')) : membersTable(rowsIn(answer, 'members'))
    case 'rtt':
      return rttTable(rowsIn(answer, 'round_trips'))
    case 'keys':
      return table(
        ['KEY', 'VALUE'],
        rowsIn(answer, 'keys').map((row) => [text(row['key']), text(row['value'])]),
      )
    case 'get':
      return `${text(field(answer, 'value'))}\n`
    case 'query':
      return queryLines(answer)
    case 'leave':
      return `${text(field(answer, 'leaving'))} is leaving\n`
    case 'status':
    case 'stats':
      return fields(answer)
    default:
      return ''
  }
}

/** One line of a stream. */
export function showLine(line: unknown, { json }: Pick<ShowOptions, 'json'>): string {
  if (json) return jsonLine(line)
  const { event, key, value, ...rest } = isRow(line) ? line : { value: line }
  if (event === undefined) return `${text(key)} ${value === undefined ? '(deleted)' : text(value)}\n`
  const more = { ...(key !== undefined && { key }), ...(value !== undefined && { value }), ...rest }
  const words = Object.entries(more).map(([name, item]) => `${name}=${text(item)}`)
  return `${text(event)} ${words.join(' ')}\n`
}

type Row = Readonly<Record<string, unknown>>

function memberLines(members: readonly Row[]): string {
  const live = members.filter(({ state }) => state === 'alive' || state === 'suspicious')
  return live.map(({ name, address }) => `Member: ${text(name)} ${text(address)}\n`).join('')
}

function membersTable(members: readonly Row[]): string {
  const rows = members.map((member) => [
    `${text(member['name'])}${member['self'] === true ? ' *' : ''}`,
    text(member['address']),
    text(member['state']),
    milliseconds(member['rtt_ms']),
    dash(member['phi']),
    isRow(member['metadata']) && Object.keys(member['metadata']).length > 0 ? text(member['metadata']) : '-',
  ])
  return table(['NAME', 'ADDRESS', 'STATE', 'RTT', 'PHI', 'METADATA'], rows)
}

function rttTable(rows: readonly Row[]): string {
  return table(
    ['NAME', 'ADDRESS', 'STATE', 'RTT'],
    rows.map(({ name, address, state, rtt_ms }) => [
      text(name),
      text(address),
      text(state),
      milliseconds(rtt_ms),
    ]),
  )
}

function queryLines(answer: unknown): string {
  const answers = rowsIn(answer, 'answers').map(
    ({ from, ok, payload }) => `${text(from)}: ${ok === true ? '' : 'failed: '}${text(payload)}\n`,
  )
  const silent = field(answer, 'silent')
  const silence = Array.isArray(silent) ? silent.map((name) => `${text(name)}: no answer\n`) : []
  return [...answers, ...silence].join('')
}

/** One line per figure; those of parts stand behind the part's name. */
function fields(value: unknown, before = ''): string {
  if (!isRow(value)) return `${text(value)}\n`
  return Object.entries(value)
    .map(([name, item]) =>
      isRow(item) ? fields(item, `${before}${name}.`) : `${before}${name}: ${text(item)}\n`,
    )
    .join('')
}

function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const all = [heads, ...rows]
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function rowsIn(answer: unknown, name: string): readonly Row[] {
  const list = field(answer, name)
  return Array.isArray(list) ? list.filter(isRow) : []
}

function field(answer: unknown, name: string): unknown {
  return isRow(answer) ? answer[name] : undefined
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function milliseconds(value: unknown): string {
  return typeof value === 'number' ? `${value} ms` : '-'
}

function dash(value: unknown): string {
  return value === null || value === undefined ? '-' : text(value)
}

function text(value: unknown): string {
  return printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}

function jsonLine(value: unknown): string {
  return `${printable(JSON.stringify(value))}\n`
}
