import type { Environment } from '../config/env.ts'
import { loadNodeConfig } from '../config/load-node-config.ts'
import type { NodeConfig } from '../config/node-config.ts'
import type { Json } from '../gossip/crdt/codecs.ts'
import type { DetectorKind } from '../gossip/engine/config.ts'
import { type Flag, FlagError, readFlags, splitFlags } from './mesh-flags.ts'
import { metadataOf } from './mesh-metadata.ts'

const DETECTORS: readonly DetectorKind[] = ['swim', 'phi']

/** What `gamemesh node` was told, checked. */
export interface NodeCommandOptions {
  readonly config: NodeConfig
  /** Seeds, without this node's own address. */
  readonly routes: readonly string[]
  readonly detector: DetectorKind
  readonly openReads: boolean
  /** Others cannot dial it, whatever address it has. */
  readonly behindNat: boolean
  readonly metadata: Readonly<Record<string, Json>>
}

/** What only the command line has; everything else can stand in a file or the environment too. */
const OWN_FLAGS: readonly Flag[] = [
  { name: 'detector', kind: 'text' },
  { name: 'meta', kind: 'many' },
  { name: 'open-reads', kind: 'switch' },
  { name: 'behind-nat', kind: 'switch' },
]

/** As the commands for a running node call them. */
const SHORT_NAMES = /^--?tls-?(key|cert|ca)(?==|$)/i

export type ReadNodeOptions =
  | { readonly ok: true; readonly options: NodeCommandOptions }
  /** A line each, which names the flag. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** The words after `gamemesh node`. */
export function readNodeOptions(words: readonly string[], environment: Environment): ReadNodeOptions {
  try {
    const { own, others } = splitFlags(words, OWN_FLAGS)
    const flags = readFlags(own, OWN_FLAGS)
    const loaded = loadNodeConfig(
      others.map((word) => word.replace(SHORT_NAMES, '-tls-$1-file')),
      environment,
    )
    if (!loaded.ok)
      return { ok: false, problems: loaded.problems.map(({ where, message }) => `${where}: ${message}`) }
    const { config } = loaded
    const addresses = new Set([config.nodeAddr, config.advertise])
    const options = {
      config,
      routes: config.routes.filter((route) => !addresses.has(route)),
      detector: detectorIn(flags.text('detector')),
      openReads: flags.isSet('open-reads'),
      behindNat: flags.isSet('behind-nat'),
      metadata: metadataOf('-meta', flags.list('meta')),
    }
    return { ok: true, options }
  } catch (error) {
    if (error instanceof FlagError) return { ok: false, problems: [error.message] }
    throw error
  }
}

function detectorIn(given: string | undefined): DetectorKind {
  const found = DETECTORS.find((name) => name === (given ?? 'swim').toLowerCase())
  if (found) return found
  throw new FlagError(`-detector: "${given?.slice(0, 60)}" is not one of ${DETECTORS.join(', ')}`)
}
