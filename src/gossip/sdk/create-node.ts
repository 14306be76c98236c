import { randomInt } from 'node:crypto'
import { errorMessage, isError } from '../../base/errors.ts'
import { type RandomStream, seededStream } from '../../base/rng.ts'
import { type EngineConfig, presetConfig } from '../engine/config.ts'
import type { HostTimers } from '../transport/host.ts'
import { plainLayer } from '../transport/plain-layer.ts'
import type { SocketLayer } from '../transport/socket-layer.ts'
import { systemTimers } from '../transport/system-timers.ts'
import { TcpTransport } from '../transport/tcp.ts'
import { type MutualTls, mutualTlsLayer } from '../transport/tls-mutual.ts'
import { pskLayer } from '../transport/tls-psk.ts'
import type { Transport } from '../transport/transport.ts'
import { MAX_CLUSTER_LENGTH, MAX_NAME_LENGTH } from '../wire/limits.ts'
import { isCluster, isName } from '../wire/text.ts'
import { advertisedAddress } from './advertised-address.ts'
import { AddressInUseError } from './errors.ts'
import { Generations } from './generations.ts'
import { GossipNode } from './gossip-node.ts'
import type { NodeOptions } from './node-options.ts'
import { localConfig } from './presets.ts'

/** What a node stands on; tests put in their own. */
export interface Surroundings {
  readonly timers: HostTimers
  readonly wallMs: () => number
  readonly random: RandomStream
  /** Instead of TCP. */
  readonly transport?: Transport
}

const HIGHEST_SEED = 2 ** 47

function systemSurroundings(): Surroundings {
  const random = seededStream(randomInt(HIGHEST_SEED), 'gossip')
  return { timers: systemTimers, wallMs: () => Date.now(), random }
}

/** Starts a node: it listens when this resolves, and is a mesh of its own until it joins another. */
export async function createNode(
  given: NodeOptions,
  around: Partial<Surroundings> = {},
): Promise<GossipNode> {
  const options = given.listen === undefined ? localConfig(given) : given
  const config = engineConfig(options)
  checkWord('name', options.name, isName, MAX_NAME_LENGTH)
  checkWord('cluster', config.cluster, isCluster, MAX_CLUSTER_LENGTH)
  const surroundings = { ...systemSurroundings(), ...around }
  const layer = await layerOf(options, config.cluster)
  const transport = around.transport ?? tcp(options, config.cluster, layer, surroundings.random)
  const generations = new Generations(options.dataFolder, surroundings.wallMs)
  const generation = await generations.next()
  const node = new GossipNode({ ...surroundings, options, config, transport, generations, generation, layer })
  try {
    await node.start()
  } catch (error) {
    await node.close()
    throw startError(error, options.listen)
  }
  return node
}

function engineConfig({ preset = 'local', engine, cluster }: NodeOptions): EngineConfig {
  return presetConfig(preset, { ...engine, ...(cluster !== undefined && { cluster }) })
}

function tcp(options: NodeOptions, cluster: string, layer: SocketLayer, random: RandomStream): TcpTransport {
  const { listen, networkType, dialable, limits } = options
  const advertise =
    options.advertise ?? (listen === undefined ? undefined : advertisedAddress(listen, networkType))
  return new TcpTransport({
    cluster,
    random,
    layer,
    ...(listen !== undefined && { listen }),
    ...(advertise !== undefined && { advertise }),
    ...(networkType && { networkType }),
    ...(dialable !== undefined && { dialable }),
    ...(limits && { limits }),
  })
}

async function layerOf(
  { secret, tls }: NodeOptions,
  cluster: string,
): Promise<SocketLayer & Partial<MutualTls>> {
  if (secret !== undefined && tls)
    throw new Error('a node proves itself by a secret or by certificates: give one of the two')
  if (secret !== undefined) return pskLayer({ cluster, secret })
  return tls ? mutualTlsLayer(tls) : plainLayer
}

function checkWord(what: string, value: string, isFit: (text: string) => boolean, maxLength: number): void {
  if (isFit(value)) return
  throw new RangeError(
    `the ${what} of a node is 1 to ${maxLength} visible ASCII characters without spaces, not ${JSON.stringify(value.slice(0, maxLength))}`,
  )
}

function startError(error: unknown, listen: string | undefined): unknown {
  const code = isError(error) && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new AddressInUseError(`${listen} is in use by another process: stop it, or listen elsewhere`, {
      cause: error,
    })
  if (code === 'EADDRNOTAVAIL')
    return new Error(`${listen} is no address of this machine: listen on one that it has`, { cause: error })
  return isError(error) ? error : new Error(errorMessage(error))
}
