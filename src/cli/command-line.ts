import { parseArgs } from 'node:util'
import { errorMessage } from '../base/errors.ts'
import { type GossiperOptions, readGossiperOptions } from './gossiper-options.ts'
import { HIGHEST_FIRST_PORT } from './local-servers.ts'
import { isMeshCommand } from './mesh-names.ts'

/** What `gamemesh up` was told; what is absent comes from the environment or is the default. */
export interface UpOptions {
  readonly port?: number
  readonly dataDir?: string
}

export type Command =
  | { readonly kind: 'serve' | 'help' | 'version' | 'config-docs' }
  | { readonly kind: 'up' | 'start'; readonly options: UpOptions }
  | { readonly kind: 'rules'; readonly apply: boolean }
  | { readonly kind: 'gossiper'; readonly options: GossiperOptions }
  | { readonly kind: 'mesh' | 'sim' | 'maelstrom' | 'glomers'; readonly words: readonly string[] }
  | { readonly kind: 'usage'; readonly message: string }

/** The words after `gamemesh` -> what to do. */
export function readCommandLine(words: readonly string[]): Command {
  try {
    return command(words)
  } catch (error) {
    return { kind: 'usage', message: errorMessage(error) }
  }
}

function command(words: readonly string[]): Command {
  const [first, ...others] = words
  if (first === 'sim' || first === 'maelstrom' || first === 'glomers') return { kind: first, words: others }
  if (first === 'gossiper') return { kind: 'gossiper', options: readGossiperOptions(others) }
  if (isMeshCommand(first)) return { kind: 'mesh', words }
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
      apply: { type: 'boolean' },
    },
  })
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const [name, ...rest] = positionals
  const options = { ...portOption(values.port), ...dataDirOption(values['data-dir']) }
  if (rest.length > 0) return { kind: 'usage', message: `unexpected argument: ${rest.join(' ')}` }
  if (values.apply && name !== 'rules') return { kind: 'usage', message: '--apply belongs to "rules"' }
  switch (name) {
    case 'rules':
      if (Object.keys(options).length === 0) return { kind: name, apply: values.apply ?? false }
      return { kind: 'usage', message: '"rules" takes no options but --apply' }
    case 'up':
    case 'start':
      return { kind: name, options }
    case 'serve':
    case 'config-docs':
      if (Object.keys(options).length === 0) return { kind: name }
      return {
        kind: 'usage',
        message: `"${name}" takes no options; a server is described by its environment`,
      }
    case undefined:
      return { kind: 'usage', message: 'a command is missing' }
    default:
      return { kind: 'usage', message: `unknown command: ${name}` }
  }
}

function portOption(value: string | undefined): { port?: number } {
  if (value === undefined) return {}
  const port = Number(value)
  if (/^\d+$/.test(value) && port >= 1 && port <= HIGHEST_FIRST_PORT) return { port }
  throw new Error(`--port ${value}: not a whole number from 1 to ${HIGHEST_FIRST_PORT}`)
}

function dataDirOption(value: string | undefined): { dataDir?: string } {
  if (value === undefined) return {}
  if (value.trim() === '') throw new Error('--data-dir: the folder is missing')
  return { dataDir: value }
}

export const HELP = `Gamemesh places players' game sessions in the best region and never loses one.

Usage: gamemesh <command> [options]

Commands:
  up       run main, eu and us on this machine, with sessions in an embedded store
  serve    run the one server that the environment (or .env) describes
  start    "serve" if IS_MAIN, REGION, MAIN_SERVER_URL or CASSANDRA_HOSTS is set, else "up"

  rules    show by which policy and time limit the store keeps sessions; "rules --apply" changes them to
           ACTIVE_SESSION_POLICY and SESSION_TTL_SECONDS

  gossiper     share players' scores between nodes by gossip, over HTTP; "gossiper --help" lists its flags

  node     be a node of the mesh; "node --help" lists the flags
  members  of a running node, and status, get, set, delete, keys, watch, broadcast, events, query, rtt, stats,
           meta, leave; "members --help" explains them

  sim      simulate gossip among any number of nodes, the real engine on a virtual network, or the whole
           backend with faults; "sim --help" lists levels and flags

  maelstrom  be a node that speaks the Maelstrom protocol on stdin and stdout; "maelstrom --help" lists workloads
  glomers    test nodes that speak it, ours or anybody's; "glomers --help" explains

Options of "up":
  --port PORT       port of main; eu and us get the two after it (default: PORT, or 8080)
  --data-dir DIR    where sessions and logs are kept (default: DATA_DIR, or ./data)

  -h, --help        show this text
  -v, --version     show the version

All variables: .env.example and the README.
`
