import { MAX_PORT, type Parser } from './parsers.ts'
import { quoted } from './quoted.ts'

/** The levels of ordinary reads and writes, by the names that the driver and cqlsh use. */
export const CONSISTENCIES = [
  'ANY',
  'ONE',
  'TWO',
  'THREE',
  'QUORUM',
  'ALL',
  'LOCAL_QUORUM',
  'EACH_QUORUM',
  'LOCAL_ONE',
] as const
export type Consistency = (typeof CONSISTENCIES)[number]

/** The levels of conditional writes. */
export const SERIAL_CONSISTENCIES = ['SERIAL', 'LOCAL_SERIAL'] as const
export type SerialConsistency = (typeof SERIAL_CONSISTENCIES)[number]

/** The options of `CREATE KEYSPACE … WITH replication`. */
export type Replication = Readonly<Record<string, string | number>>

const DEFAULT_PORT = 9042
const MAX_CONTACT_POINTS = 64
const MAX_REPLICAS = 99
/** Cassandra's own limit for the names of keyspaces. */
const KEYSPACE = /^[A-Za-z][A-Za-z0-9_]{0,47}$/
const CONTACT_POINT = /^(?:(?<name>[A-Za-z0-9._-]{1,255})|\[(?<ipv6>[0-9A-Fa-f:.]+)\])(?::(?<port>\d{1,5}))?$/
/** These names end up inside a CQL string, so nothing that could close it may pass. */
const DATA_CENTRE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

/** `a, b:9043, [::1]` -> `a:9042`, `b:9043`, `[::1]:9042`. */
export const contactPoints: Parser<readonly string[]> = (value) => {
  const entries = value.split(',').map((entry) => entry.trim())
  const bad = entries.filter((entry) => contactPoint(entry) === undefined)
  if (bad.length > 0) {
    throw new Error(`${bad.map(quoted).join(', ')}: not host or host:port (write IPv6 addresses in brackets)`)
  }
  if (entries.length > MAX_CONTACT_POINTS) {
    throw new Error(
      `${entries.length} hosts are too many; ${MAX_CONTACT_POINTS} at most, the driver finds the others`,
    )
  }
  return [...new Set(entries.flatMap((entry) => contactPoint(entry) ?? []))]
}

function contactPoint(entry: string): string | undefined {
  const parts = CONTACT_POINT.exec(entry)?.groups
  if (!parts) return undefined
  const port = Number(parts['port'] ?? DEFAULT_PORT)
  if (port < 1 || port > MAX_PORT) return undefined
  return parts['ipv6'] === undefined ? `${parts['name']}:${port}` : `[${parts['ipv6']}]:${port}`
}

export const keyspace: Parser<string> = (value) => {
  if (KEYSPACE.test(value)) return value.toLowerCase()
  throw new Error(`${quoted(value)} is not a keyspace name: a letter, then at most 47 letters, digits or "_"`)
}

const REPLICATION_FORMS = 'write SimpleStrategy:3 or NetworkTopologyStrategy:eu=3,us=3'

/** `SimpleStrategy:3`, `NetworkTopologyStrategy:eu=3,us=3`, or the map as CQL writes it. */
export const replication: Parser<Replication> = (value) => {
  const pairs = value.startsWith('{') ? pairsOfMap(value) : pairsOfShortForm(value)
  const options = new Map(pairs.map(([name, option]) => [name.trim(), option.trim()]))
  const strategy = options.get('class') ?? ''
  options.delete('class')
  const named = [...options.keys()]
  const eachOnce = named.length + 1 === pairs.length
  if (!eachOnce || !(strategy === 'SimpleStrategy' ? isFactorOnly(named) : isDataCentres(strategy, named))) {
    throw new Error(`${quoted(value)} is not a replication; ${REPLICATION_FORMS}`)
  }
  return {
    class: strategy,
    ...Object.fromEntries([...options].map(([name, count]) => [name, replicas(name, count)])),
  }
}

function isFactorOnly(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'replication_factor'
}

function isDataCentres(strategy: string, names: readonly string[]): boolean {
  return (
    strategy === 'NetworkTopologyStrategy' &&
    names.length > 0 &&
    names.every((name) => DATA_CENTRE.test(name))
  )
}

function replicas(name: string, count: string): number {
  const number = Number(count)
  if (/^\d+$/.test(count) && number >= 1 && number <= MAX_REPLICAS) return number
  throw new Error(`${quoted(count)} copies for ${name}: not a whole number from 1 to ${MAX_REPLICAS}`)
}

type Pair = readonly [name: string, value: string]

function pairsOfShortForm(value: string): Pair[] {
  const [strategy = '', ...rest] = value.split(':')
  const counts = rest.join(':').split(',')
  return [['class', strategy], ...counts.map((count): Pair => pairOf(count))]
}

function pairOf(count: string): Pair {
  const [name = '', ...number] = count.split('=')
  return number.length === 0 ? ['replication_factor', name] : [name, number.join('=')]
}

function pairsOfMap(value: string): Pair[] {
  try {
    const map: unknown = JSON.parse(value.replaceAll("'", '"'))
    if (typeof map === 'object' && map !== null)
      return Object.entries(map).map(([name, it]) => [name, String(it)])
  } catch {
    // Reported below, with the forms that work.
  }
  throw new Error(`${quoted(value)} is not a replication; ${REPLICATION_FORMS}`)
}
