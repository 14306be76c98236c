import { CLUSTER_NETWORKS, NODE_MODES, TIMING_PRESET_NAMES } from './node-config.ts'
import { MAX_PORT, type Parser, host, oneOf, text, whole } from './parsers.ts'
import { quoted } from './quoted.ts'

const MAX_NAME_LENGTH = 64
const MAX_ROUTES = 64
const MAX_FANOUT = 64
const SHORTEST_INTERVAL_MS = 10
const LONGEST_INTERVAL_MS = 60_000

/** Visible ASCII without spaces: what names of nodes and clusters are made of. */
const word: Parser<string> = (value) => {
  if (/^[\x21-\x7e]+$/.test(value) && value.length <= MAX_NAME_LENGTH) return value
  throw new Error(
    `${quoted(value)} is not a name: 1 to ${MAX_NAME_LENGTH} visible ASCII characters without spaces`,
  )
}

/** host:port, with an IPv6 address in brackets; with port 0 any free one. */
const address: Parser<string> = (value) => {
  const found = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/.exec(value)?.groups
  if (!found) throw new Error(`${quoted(value)} is no address; write host:port, or [host]:port for IPv6`)
  host(found['six'] ?? found['host'] ?? '')
  if (Number(found['port']) > MAX_PORT) throw new Error(`${quoted(value)}: a port is at most ${MAX_PORT}`)
  return value
}

const dialled: Parser<string> = (value) => {
  if (address(value).endsWith(':0')) throw new Error(`${quoted(value)}: nobody can be asked at port 0`)
  return value
}

const addresses: Parser<readonly string[]> = (value) => {
  const parts = value.split(',').map((part) => part.trim())
  const given = parts.filter((part) => part !== '')
  if (given.length > MAX_ROUTES)
    throw new Error(`${given.length} addresses are too many: at most ${MAX_ROUTES}`)
  return given.map(dialled)
}

/**
 * Every setting of a node, under the name that it has as a flag and in a file. In the environment it is GAMEMESH_ and the
 * name in capitals: `GAMEMESH_NODE_ADDR`.
 */
export const nodeSettings = {
  mode: oneOf(NODE_MODES),
  name: word,
  cluster: word,
  clusterNetwork: oneOf(CLUSTER_NETWORKS),
  nodeAddr: address,
  routes: addresses,
  advertise: dialled,
  secretFile: text,
  tlsKeyFile: text,
  tlsCertFile: text,
  tlsCaFile: text,
  metricsAddr: address,
  preset: oneOf(TIMING_PRESET_NAMES),
  gossipInterval: whole(SHORTEST_INTERVAL_MS, LONGEST_INTERVAL_MS),
  fanout: whole(1, MAX_FANOUT),
  dataDir: text,
} as const satisfies Readonly<Record<string, Parser<unknown>>>

export type NodeSetting = keyof typeof nodeSettings
export type NodeValues = { readonly [S in NodeSetting]?: ReturnType<(typeof nodeSettings)[S]> }

/** The file that holds settings; itself no setting of a file. */
export const CONFIG_FILE_FLAG = 'config'

const names = Object.keys(nodeSettings) as NodeSetting[]
const byPlainName = new Map(names.map((name) => [plain(name), name]))

/** `metrics-addr`, `metrics_addr` and `metricsAddr` are one. */
export function settingNamed(name: string): NodeSetting | undefined {
  return byPlainName.get(plain(name))
}

export function variableOf(name: string): string {
  return `GAMEMESH_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

export function nodeSettingNames(): readonly NodeSetting[] {
  return names
}

function plain(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase()
}
