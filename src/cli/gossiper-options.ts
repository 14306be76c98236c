import { readFileSync } from 'node:fs'
import { errorMessage } from '../base/errors.ts'
import { LOG_LEVELS, type LogLevel } from '../base/logger-port.ts'
import { isName } from '../gossip/wire/text.ts'
import { formatAddress, parseAddress } from '../gossip/transport/addresses.ts'
import type { GossiperConfig } from '../server/gossiper-config.ts'
import { goDurationMs } from './go-duration.ts'
import { readGossiperFlags } from './gossiper-flags.ts'

export type GossiperOptions =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly config: GossiperConfig }

const MIN_INTERVAL_MS = 10
const MAX_INTERVAL_MS = 3_600_000
const MAX_DRIFT_MS = 86_400_000
const MAX_FANOUT = 64
const MAX_PEERS = 1_000
const TOKEN = /^[\x21-\x7e]{1,1024}$/

type Texts = ReadonlyMap<string, string>

/** The words after `gamemesh gossiper`; throws what is wrong with them. */
export function readGossiperOptions(words: readonly string[]): GossiperOptions {
  const { texts, switches, rest } = readGossiperFlags(words)
  if (switches.get('help') || switches.get('h')) return { kind: 'help' }
  if (rest.length > 0) throw new Error(`unexpected argument: ${rest.join(' ')}`)
  const id = texts.get('id') ?? 'node1'
  if (!isName(id)) throw new Error('--id: 1 to 64 visible ASCII characters')
  const { host, port } = listenAddress(texts.get('addr') ?? 'localhost:8081')
  const delta = switches.get('delta') ?? false
  const advertise = advertised(texts.get('advertise'), host, delta)
  const own = new Set([formatAddress({ host, port }), advertise])
  const config: GossiperConfig = {
    id,
    host,
    port,
    peers: peersOf(texts.get('peers') ?? '').filter((peer) => !own.has(peer)),
    intervalMs: duration(texts, 'gossip-interval', 2_000, MIN_INTERVAL_MS, MAX_INTERVAL_MS),
    fanout: whole(texts, 'fanout', 1, MAX_FANOUT),
    delta,
    conflicts: oneOf(texts, 'conflicts', ['lww', 'siblings'] as const, 'lww'),
    maxDriftMs: duration(texts, 'max-drift', 60_000, 0, MAX_DRIFT_MS),
    hostNames: listOf(texts.get('hosts') ?? ''),
    logLevel: oneOf<LogLevel>(texts, 'log-level', LOG_LEVELS, 'info'),
    ...(advertise !== undefined && { advertise }),
    ...given('dataDir', folder(texts.get('data-dir'))),
    ...given('tls', tlsFiles(texts)),
    ...given('token', token(texts)),
  }
  return { kind: 'run', config }
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  const none: { [N in Name]?: Value } = {}
  return value === undefined ? none : { ...none, [name]: value }
}

/** As Go has it, ":8080" is port 8080 of all interfaces. */
function listenAddress(text: string): { readonly host: string; readonly port: number } {
  if (/^:\d{1,5}$/.test(text)) return { host: '', port: parseAddress(`localhost${text}`).port }
  return address('--addr', text)
}

function address(flag: string, text: string) {
  try {
    return parseAddress(text)
  } catch (error) {
    throw new Error(`${flag}: ${errorMessage(error)}`, { cause: error })
  }
}

const EVERYWHERE = new Set(['', '0.0.0.0', '::'])

function advertised(text: string | undefined, host: string, delta: boolean): string | undefined {
  if (text !== undefined) return formatAddress(address('--advertise', text))
  if (delta && EVERYWHERE.has(host))
    throw new Error(
      '--delta on all interfaces needs --advertise=host:port, the address by which peers reach this node',
    )
  return undefined
}

function peersOf(text: string): string[] {
  const peers = listOf(text).map((peer) => {
    const parsed = address('--peers', peer)
    if (parsed.port === 0) throw new Error(`--peers: "${peer}" has no port`)
    return formatAddress(parsed)
  })
  if (peers.length > MAX_PEERS) throw new Error(`--peers: at most ${MAX_PEERS} peers`)
  return [...new Set(peers)]
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function duration(texts: Texts, name: string, otherwise: number, lowest: number, highest: number): number {
  const text = texts.get(name)
  if (text === undefined) return otherwise
  const ms = goDurationMs(text)
  if (ms !== undefined && ms >= lowest && ms <= highest) return ms
  throw new Error(`--${name} ${text}: a duration such as 500ms or 2s, from ${lowest}ms to ${highest / 1000}s`)
}

function whole(texts: Texts, name: string, otherwise: number, highest: number): number {
  const text = texts.get(name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= highest) return value
  throw new Error(`--${name} ${text}: not a whole number from 1 to ${highest}`)
}

function oneOf<T extends string>(texts: Texts, name: string, words: readonly T[], otherwise: T): T {
  const text = texts.get(name)
  if (text === undefined) return otherwise
  const found = words.find((word) => word === text)
  if (found === undefined) throw new Error(`--${name} ${text}: one of ${words.join(', ')}`)
  return found
}

function folder(text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new Error('--data-dir: the folder is missing')
  return text
}

function tlsFiles(texts: Texts): GossiperConfig['tls'] {
  const [certFile, keyFile, caFile] = ['tls-cert', 'tls-key', 'tls-ca'].map((name) => texts.get(name))
  if (certFile === undefined && keyFile === undefined && caFile === undefined) return undefined
  if (!certFile || !keyFile) throw new Error('TLS needs both --tls-cert and --tls-key')
  return { certFile, keyFile, ...(caFile !== undefined && { caFile }) }
}

function token(texts: Texts): string | undefined {
  const file = texts.get('token-file')
  const text = texts.get('token')
  if (file !== undefined && text !== undefined) throw new Error('give --token or --token-file, not both')
  const found = file === undefined ? text : readFileSync(file, 'utf8').trim()
  if (found !== undefined && !TOKEN.test(found))
    throw new Error('the token has 1 to 1024 visible ASCII characters')
  return found
}

export const GOSSIPER_HELP = `Gossiper: a distributed game state synchronization server. Nodes tell each other the scores of players.

Usage: gamemesh gossiper [flags]

Flags, as -flag value, -flag=value, --flag value or --flag=value:
  --id NAME               unique name of the node (default: node1)
  --addr HOST:PORT        where to serve HTTP; ":8080" is all interfaces (default: localhost:8081)
  --peers LIST            other nodes, as host:port, with commas between (default: none)
  --gossip-interval TIME  how often to gossip, such as 500ms (default: 2s)
  --fanout N              with how many random peers each time (default: 1)
  --delta                 send only what has changed; all nodes of a cluster must have it
  --advertise HOST:PORT   with --delta: the address that peers use (default: that of --addr)
  --conflicts lww|siblings  the last writer wins, or concurrent writes stay side by side (default: lww)
  --max-drift TIME        players with timestamps further ahead are not taken yet (default: 60s)
  --data-dir DIR          keep the players in this folder (default: in memory only)
  --tls-cert FILE, --tls-key FILE   serve and speak HTTPS
  --tls-ca FILE           take gossip only from peers with a certificate of this authority
  --token-file FILE       ask everybody for this token; or --token TOKEN
  --hosts LIST            further names in requests to an open node on localhost, as a proxy there passes them on
                          (default: none; addresses and localhost are always served)
  --log-level LEVEL       debug, info, warn or error (default: info)

  curl "http://localhost:8081/update?playerId=alice&score=100"
  curl "http://localhost:8081/state"
`
